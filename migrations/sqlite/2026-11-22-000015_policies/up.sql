CREATE TABLE policy_versions (
  id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
  slug TEXT NOT NULL CHECK (slug IN ('privacy', 'terms', 'dpa')),
  version INTEGER NOT NULL,
  announced_at TIMESTAMP NOT NULL,
  effective_on DATE NOT NULL,
  material BOOLEAN NOT NULL,
  summary TEXT NOT NULL,
  additions TEXT NOT NULL,
  facts TEXT NOT NULL,
  body TEXT NOT NULL,
  body_hash TEXT NOT NULL,
  UNIQUE (slug, version)
);

CREATE TABLE dpa_acceptances (
  id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
  workspace_id BIGINT NOT NULL REFERENCES workspaces (id) ON DELETE CASCADE,
  version INTEGER NOT NULL,
  body_hash TEXT NOT NULL,
  actor TEXT NOT NULL,
  role TEXT NOT NULL,
  at TIMESTAMP NOT NULL,
  UNIQUE (workspace_id, version)
);
ALTER TABLE workspaces ADD COLUMN dpa_version INTEGER NOT NULL DEFAULT 0;
