-- Tokens with which a program acts for a member, within a role and a scope that it was given.
CREATE TABLE api_tokens (
  id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
  workspace_id BIGINT NOT NULL,
  member_id BIGINT NOT NULL,
  name TEXT NOT NULL,
  token_hash TEXT NOT NULL UNIQUE,
  role TEXT NOT NULL,
  contacts BOOLEAN NOT NULL,
  bookings BOOLEAN NOT NULL,
  writes BOOLEAN NOT NULL,
  created_at TIMESTAMP NOT NULL,
  expires_at TIMESTAMP NOT NULL,
  last_used_at TIMESTAMP,
  UNIQUE (workspace_id, id),
  FOREIGN KEY (workspace_id, member_id) REFERENCES members (workspace_id, id)
);
CREATE INDEX api_tokens_member ON api_tokens (workspace_id, member_id);
CREATE INDEX api_tokens_end ON api_tokens (expires_at);
