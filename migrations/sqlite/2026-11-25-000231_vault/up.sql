-- Backups that were made, and what became of them. Of those made by hand outside the folder
-- the program only knows where they were.
CREATE TABLE backup_runs (
  id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
  started_at TIMESTAMP NOT NULL,
  finished_at TIMESTAMP,
  place TEXT NOT NULL,
  encrypted BOOLEAN NOT NULL,
  bytes BIGINT NOT NULL DEFAULT 0,
  end_of_life TIMESTAMP NOT NULL,
  destroyed_at TIMESTAMP,
  trouble TEXT NOT NULL DEFAULT ''
);
CREATE INDEX backup_runs_end ON backup_runs (end_of_life);

CREATE TABLE restore_drills (
  id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
  at TIMESTAMP NOT NULL,
  took_ms BIGINT NOT NULL,
  passed BOOLEAN NOT NULL,
  detail TEXT NOT NULL
);

-- Tells the secret with which this database was used from another one.
ALTER TABLE ledger_state ADD COLUMN secret_check TEXT NOT NULL DEFAULT '';
CREATE INDEX restore_drills_at ON restore_drills (at);
