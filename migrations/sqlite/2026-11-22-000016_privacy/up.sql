CREATE TABLE privacy_choices (
  id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
  user_id BIGINT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  purpose TEXT NOT NULL,
  allowed BOOLEAN NOT NULL,
  at TIMESTAMP NOT NULL,
  UNIQUE (user_id, purpose)
);

CREATE TABLE account_events (
  id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
  user_id BIGINT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  at TIMESTAMP NOT NULL,
  kind TEXT NOT NULL,
  detail TEXT NOT NULL
);
CREATE INDEX account_events_user ON account_events (user_id, id);

CREATE TABLE proof_checks (
  name TEXT NOT NULL PRIMARY KEY,
  passed BOOLEAN NOT NULL,
  detail TEXT NOT NULL,
  checked_at TIMESTAMP NOT NULL
);
