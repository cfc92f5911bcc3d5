ALTER TABLE ledger_state DROP COLUMN secret_check;
DROP TABLE restore_drills;
DROP TABLE backup_runs;
