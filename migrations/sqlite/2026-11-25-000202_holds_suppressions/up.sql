-- Named by keys, not by rows: a hold outlives a restored copy of the database.
CREATE TABLE legal_holds (
  id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
  hold_key TEXT NOT NULL UNIQUE,
  workspace_id BIGINT REFERENCES workspaces (id),
  target TEXT NOT NULL CHECK (target IN ('user', 'contact', 'workspace')),
  target_key TEXT NOT NULL,
  reason TEXT NOT NULL,
  owner TEXT NOT NULL,
  review_on DATE NOT NULL,
  placed_at TIMESTAMP NOT NULL,
  released_at TIMESTAMP
);
CREATE INDEX legal_holds_in_force ON legal_holds (target_key) WHERE released_at IS NULL;
CREATE INDEX legal_holds_workspace ON legal_holds (workspace_id, id);

-- Addresses as keyed digests; no workspace: what the operator itself sends.
CREATE TABLE suppressions (
  id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
  workspace_id BIGINT REFERENCES workspaces (id),
  channel TEXT NOT NULL CHECK (channel IN ('email', 'sms')),
  address_digest TEXT NOT NULL,
  reason TEXT NOT NULL,
  at TIMESTAMP NOT NULL
);
CREATE UNIQUE INDEX suppressions_address ON suppressions (COALESCE(workspace_id, 0), channel, address_digest);
