-- Where a business wants to be told of changes, and how far along its record of activity it was told.
CREATE TABLE webhooks (
  id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
  workspace_id BIGINT NOT NULL REFERENCES workspaces (id),
  url TEXT NOT NULL,
  areas TEXT NOT NULL,
  secret_key TEXT NOT NULL,
  after_seq BIGINT NOT NULL,
  failures INTEGER NOT NULL DEFAULT 0,
  waits_until TIMESTAMP,
  stopped_at TIMESTAMP,
  created_at TIMESTAMP NOT NULL,
  UNIQUE (workspace_id, id)
);

-- Each thing told or to be told; the body holds numbers only.
CREATE TABLE webhook_deliveries (
  id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
  workspace_id BIGINT NOT NULL,
  webhook_id BIGINT NOT NULL,
  message_key TEXT NOT NULL UNIQUE,
  event TEXT NOT NULL,
  body TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('waiting', 'delivered', 'failed')),
  attempts INTEGER NOT NULL DEFAULT 0,
  next_at TIMESTAMP NOT NULL,
  answer INTEGER,
  why TEXT NOT NULL DEFAULT '',
  millis INTEGER,
  created_at TIMESTAMP NOT NULL,
  done_at TIMESTAMP,
  UNIQUE (workspace_id, id),
  FOREIGN KEY (workspace_id, webhook_id) REFERENCES webhooks (workspace_id, id) ON DELETE CASCADE
);
CREATE INDEX webhook_deliveries_of ON webhook_deliveries (workspace_id, webhook_id, id);
CREATE INDEX webhook_deliveries_due ON webhook_deliveries (next_at) WHERE state = 'waiting';
CREATE INDEX webhook_deliveries_age ON webhook_deliveries (created_at);
