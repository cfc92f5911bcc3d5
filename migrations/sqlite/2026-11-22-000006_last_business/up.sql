ALTER TABLE members ADD COLUMN last_used_at TIMESTAMP NOT NULL DEFAULT '1970-01-01 00:00:00';
UPDATE members SET last_used_at = created_at;
