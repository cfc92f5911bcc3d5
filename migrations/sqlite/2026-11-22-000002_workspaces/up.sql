CREATE TABLE workspaces (
  id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
  slug TEXT NOT NULL UNIQUE,
  name TEXT NOT NULL,
  industry TEXT NOT NULL,
  address TEXT NOT NULL DEFAULT '',
  phone TEXT NOT NULL DEFAULT '',
  timezone TEXT NOT NULL,
  locale TEXT NOT NULL,
  week_starts_on INTEGER NOT NULL DEFAULT 1 CHECK (week_starts_on BETWEEN 1 AND 7),
  currency TEXT NOT NULL DEFAULT 'USD',
  logo BLOB,
  logo_type TEXT,
  logo_key TEXT,
  business_use_at TIMESTAMP NOT NULL,
  version INTEGER NOT NULL DEFAULT 1,
  created_at TIMESTAMP NOT NULL,
  updated_at TIMESTAMP NOT NULL
);

CREATE TABLE role_rules (
  workspace_id BIGINT NOT NULL REFERENCES workspaces (id),
  role TEXT NOT NULL CHECK (role IN ('owner', 'manager', 'staff', 'viewer')),
  require_second_factor BOOLEAN NOT NULL DEFAULT FALSE,
  hide_email BOOLEAN NOT NULL DEFAULT FALSE,
  hide_phone BOOLEAN NOT NULL DEFAULT FALSE,
  PRIMARY KEY (workspace_id, role)
);

CREATE TABLE activity_heads (
  workspace_id BIGINT NOT NULL PRIMARY KEY REFERENCES workspaces (id),
  seq BIGINT NOT NULL,
  hash TEXT NOT NULL
);

CREATE TABLE activity_entries (
  id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
  workspace_id BIGINT NOT NULL REFERENCES workspaces (id),
  seq BIGINT NOT NULL,
  at TIMESTAMP NOT NULL,
  actor TEXT NOT NULL,
  action TEXT NOT NULL,
  target_kind TEXT NOT NULL,
  target_id BIGINT,
  detail TEXT NOT NULL DEFAULT '',
  prev_hash TEXT NOT NULL,
  hash TEXT NOT NULL,
  UNIQUE (workspace_id, seq)
);
CREATE INDEX activity_entries_actor ON activity_entries (workspace_id, actor, seq);
CREATE INDEX activity_entries_target ON activity_entries (workspace_id, target_kind, target_id, seq);
