-- A copy of somebody's data: who it is about, how far it is built, until when its file is kept.
CREATE TABLE export_bundles (
  id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
  workspace_id BIGINT REFERENCES workspaces (id),
  target TEXT NOT NULL CHECK (target IN ('user', 'contact', 'workspace')),
  subject_key TEXT NOT NULL,
  purpose TEXT NOT NULL CHECK (purpose IN ('access', 'portability', 'workspace')),
  request_id BIGINT REFERENCES privacy_requests (id),
  ordered_by TEXT NOT NULL DEFAULT '',
  state TEXT NOT NULL DEFAULT 'queued' CHECK (state IN ('queued', 'building', 'ready', 'failed', 'expired')),
  build_cursor TEXT NOT NULL DEFAULT '',
  rows_done BIGINT NOT NULL DEFAULT 0,
  rows_total BIGINT NOT NULL DEFAULT 0,
  tries INTEGER NOT NULL DEFAULT 0,
  failure TEXT NOT NULL DEFAULT '',
  mentions TEXT NOT NULL DEFAULT '',
  left_out TEXT NOT NULL DEFAULT '',
  file TEXT NOT NULL DEFAULT '',
  bytes BIGINT NOT NULL DEFAULT 0,
  sha256 TEXT NOT NULL DEFAULT '',
  created_at TIMESTAMP NOT NULL,
  ready_at TIMESTAMP,
  released_at TIMESTAMP,
  downloaded_at TIMESTAMP,
  expires_at TIMESTAMP
);
CREATE INDEX export_bundles_subject ON export_bundles (subject_key, id);
CREATE INDEX export_bundles_created ON export_bundles (created_at);
CREATE INDEX export_bundles_workspace ON export_bundles (workspace_id, id);
CREATE INDEX export_bundles_request ON export_bundles (request_id);
CREATE INDEX export_bundles_expiry ON export_bundles (state, expires_at);
