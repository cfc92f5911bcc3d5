ALTER TABLE users DROP COLUMN gpc_at;
DROP TABLE consent_events;
