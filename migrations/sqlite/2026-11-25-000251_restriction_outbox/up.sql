-- Whose data may be kept but not used (GDPR Art. 18): each time it began and ended.
CREATE TABLE restrictions (
  id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
  workspace_id BIGINT NOT NULL,
  contact_id BIGINT NOT NULL,
  why TEXT NOT NULL CHECK (why IN ('request', 'objection', 'child_report')),
  request_id BIGINT,
  placed_by TEXT NOT NULL,
  placed_at TIMESTAMP NOT NULL,
  decide_by TIMESTAMP,
  note TEXT NOT NULL DEFAULT '',
  ended_by TEXT NOT NULL DEFAULT '',
  ended_at TIMESTAMP,
  FOREIGN KEY (workspace_id, contact_id) REFERENCES contacts (workspace_id, id) ON DELETE CASCADE
);
CREATE INDEX restrictions_contact ON restrictions (workspace_id, contact_id, id);

-- What a client allows a business, each decision a row; the latest counts.
CREATE TABLE contact_choices (
  id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
  workspace_id BIGINT NOT NULL,
  contact_id BIGINT NOT NULL,
  purpose TEXT NOT NULL CHECK (purpose IN ('marketing', 'service')),
  channel TEXT NOT NULL CHECK (channel IN ('email', 'sms')),
  allowed BOOLEAN NOT NULL,
  source TEXT NOT NULL,
  wording_hash TEXT NOT NULL DEFAULT '',
  actor TEXT NOT NULL,
  at TIMESTAMP NOT NULL,
  FOREIGN KEY (workspace_id, contact_id) REFERENCES contacts (workspace_id, id) ON DELETE CASCADE
);
CREATE INDEX contact_choices_contact ON contact_choices (workspace_id, contact_id, id);

-- Every message of a business to a client. It names the client by a random key, so that what
-- went out on whose word stays known after the client's erasure, without name, address or text.
CREATE TABLE outbox (
  id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
  workspace_id BIGINT NOT NULL REFERENCES workspaces (id),
  subject_key TEXT NOT NULL,
  class TEXT NOT NULL CHECK (class IN ('rights', 'service', 'marketing')),
  channel TEXT NOT NULL CHECK (channel IN ('email', 'sms')),
  instructed_by TEXT NOT NULL CHECK (instructed_by <> ''),
  about TEXT NOT NULL,
  subject TEXT NOT NULL,
  body TEXT NOT NULL,
  link_label TEXT NOT NULL DEFAULT '',
  link_href TEXT NOT NULL DEFAULT '',
  state TEXT NOT NULL CHECK (state IN ('waiting', 'sent', 'refused')),
  refusal TEXT NOT NULL DEFAULT '',
  carried_by TEXT NOT NULL DEFAULT '',
  created_at TIMESTAMP NOT NULL,
  decided_at TIMESTAMP
);
CREATE INDEX outbox_subject ON outbox (workspace_id, subject_key, id);
CREATE INDEX outbox_created ON outbox (created_at);
