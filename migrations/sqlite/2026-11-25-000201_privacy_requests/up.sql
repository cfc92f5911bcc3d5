-- A key that a restored copy still knows: the erasure ledger names businesses by it.
ALTER TABLE workspaces ADD COLUMN ledger_key TEXT NOT NULL DEFAULT '';
UPDATE workspaces SET ledger_key = lower(hex(randomblob(16)));
CREATE UNIQUE INDEX workspaces_ledger_key ON workspaces (ledger_key);

ALTER TABLE users ADD COLUMN erased_at TIMESTAMP;

ALTER TABLE contacts ADD COLUMN restricted_at TIMESTAMP;
ALTER TABLE contacts ADD COLUMN restricted_why TEXT NOT NULL DEFAULT '' CHECK (restricted_why IN ('', 'request', 'objection', 'child_report'));
ALTER TABLE contacts ADD COLUMN disputed_at TIMESTAMP;
CREATE INDEX contacts_restricted ON contacts (workspace_id, id) WHERE restricted_at IS NOT NULL;

-- How far the erasure ledger has been applied to this database.
CREATE TABLE ledger_state (
  id INTEGER PRIMARY KEY NOT NULL CHECK (id = 1),
  applied_seq BIGINT NOT NULL,
  applied_hash TEXT NOT NULL
);
INSERT INTO ledger_state (id, applied_seq, applied_hash) VALUES (1, 0, '');

CREATE TABLE privacy_requests (
  id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
  code_hash TEXT NOT NULL UNIQUE,
  scope TEXT NOT NULL CHECK (scope IN ('operator', 'workspace')),
  workspace_id BIGINT REFERENCES workspaces (id) ON DELETE CASCADE,
  subject_key TEXT NOT NULL DEFAULT '',
  kind TEXT NOT NULL,
  door TEXT NOT NULL,
  place TEXT NOT NULL,
  regime TEXT NOT NULL,
  reply_to TEXT NOT NULL DEFAULT '',
  address_digest TEXT NOT NULL DEFAULT '',
  wording TEXT NOT NULL DEFAULT '',
  shared_address BOOLEAN NOT NULL DEFAULT FALSE,
  verified TEXT NOT NULL DEFAULT 'none' CHECK (verified IN ('none', 'address', 'account')),
  state TEXT NOT NULL CHECK (state IN ('open', 'in_progress', 'fulfilled', 'denied', 'revoked', 'expired')),
  reason TEXT NOT NULL DEFAULT '',
  received_at TIMESTAMP NOT NULL,
  acknowledge_by TIMESTAMP,
  acknowledged_at TIMESTAMP,
  due_at TIMESTAMP NOT NULL,
  extended_at TIMESTAMP,
  paused_at TIMESTAMP,
  run_at TIMESTAMP,
  closed_at TIMESTAMP,
  outcome TEXT NOT NULL DEFAULT '',
  version INTEGER NOT NULL DEFAULT 1,
  CHECK ((scope = 'workspace') = (workspace_id IS NOT NULL))
);
CREATE INDEX privacy_requests_due ON privacy_requests (workspace_id, state, due_at, id);
CREATE INDEX privacy_requests_subject ON privacy_requests (subject_key);
CREATE INDEX privacy_requests_run ON privacy_requests (run_at) WHERE run_at IS NOT NULL;
CREATE INDEX privacy_requests_closed ON privacy_requests (closed_at) WHERE closed_at IS NOT NULL;

CREATE TABLE privacy_request_events (
  id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
  request_id BIGINT NOT NULL REFERENCES privacy_requests (id) ON DELETE CASCADE,
  at TIMESTAMP NOT NULL,
  actor TEXT NOT NULL,
  step TEXT NOT NULL,
  detail TEXT NOT NULL DEFAULT '',
  prev_hash TEXT NOT NULL,
  hash TEXT NOT NULL
);
CREATE INDEX privacy_request_events_request ON privacy_request_events (request_id, id);
