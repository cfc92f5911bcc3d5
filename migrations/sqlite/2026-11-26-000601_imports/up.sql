-- A list of clients that somebody brought in, and where it came from.
CREATE TABLE imports (
  id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
  workspace_id BIGINT NOT NULL REFERENCES workspaces (id),
  member_id BIGINT NOT NULL,
  file_name TEXT NOT NULL,
  file_key TEXT NOT NULL DEFAULT '',
  state TEXT NOT NULL,
  origin TEXT NOT NULL,
  basis TEXT NOT NULL,
  header TEXT NOT NULL DEFAULT '[]',
  mapping TEXT NOT NULL DEFAULT '[]',
  tag TEXT NOT NULL DEFAULT '',
  rows_total BIGINT NOT NULL DEFAULT 0,
  rows_done BIGINT NOT NULL DEFAULT 0,
  trouble TEXT NOT NULL DEFAULT '',
  created_at TIMESTAMP NOT NULL,
  finished_at TIMESTAMP,
  UNIQUE (workspace_id, id),
  FOREIGN KEY (workspace_id, member_id) REFERENCES members (workspace_id, id)
);

-- Its rows as they were read, and what became of each.
CREATE TABLE import_rows (
  id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
  workspace_id BIGINT NOT NULL,
  import_id BIGINT NOT NULL,
  number BIGINT NOT NULL,
  cells TEXT NOT NULL,
  fate TEXT NOT NULL,
  why TEXT NOT NULL DEFAULT '',
  contact_id BIGINT,
  created_at TIMESTAMP NOT NULL,
  UNIQUE (workspace_id, import_id, number),
  FOREIGN KEY (workspace_id, import_id) REFERENCES imports (workspace_id, id) ON DELETE CASCADE,
  FOREIGN KEY (workspace_id, contact_id) REFERENCES contacts (workspace_id, id)
);
CREATE INDEX import_rows_fate ON import_rows (workspace_id, import_id, fate, number);
CREATE INDEX import_rows_contact ON import_rows (workspace_id, contact_id);
CREATE INDEX import_rows_created ON import_rows (created_at);
