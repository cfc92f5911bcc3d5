CREATE TABLE jobs (
  id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
  workspace_id BIGINT,
  kind TEXT NOT NULL,
  payload TEXT NOT NULL,
  unique_key TEXT UNIQUE,
  state TEXT NOT NULL DEFAULT 'queued' CHECK (state IN ('queued', 'running', 'done', 'dead')),
  attempts INTEGER NOT NULL DEFAULT 0,
  run_at TIMESTAMP NOT NULL,
  locked_until TIMESTAMP,
  last_error TEXT,
  created_at TIMESTAMP NOT NULL,
  finished_at TIMESTAMP
);
CREATE INDEX jobs_due ON jobs (state, run_at, id);
CREATE INDEX jobs_workspace ON jobs (workspace_id);

CREATE TABLE job_schedules (
  name TEXT NOT NULL PRIMARY KEY,
  last_run_at TIMESTAMP,
  next_run_at TIMESTAMP NOT NULL
);
