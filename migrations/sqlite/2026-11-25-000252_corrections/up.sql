-- What a client says is wrong, what they propose, and what the business decided.
CREATE TABLE corrections (
  id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
  workspace_id BIGINT NOT NULL,
  contact_id BIGINT NOT NULL,
  request_id BIGINT,
  field TEXT NOT NULL,
  stated TEXT NOT NULL,
  proposed TEXT NOT NULL,
  statement TEXT NOT NULL DEFAULT '',
  state TEXT NOT NULL CHECK (state IN ('open', 'accepted', 'refused')),
  reason TEXT NOT NULL DEFAULT '',
  decided_by TEXT NOT NULL DEFAULT '',
  at TIMESTAMP NOT NULL,
  decided_at TIMESTAMP,
  FOREIGN KEY (workspace_id, contact_id) REFERENCES contacts (workspace_id, id) ON DELETE CASCADE
);
CREATE INDEX corrections_contact ON corrections (workspace_id, contact_id, id);
CREATE INDEX corrections_open ON corrections (workspace_id, id) WHERE state = 'open';
