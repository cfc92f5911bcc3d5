ALTER TABLE members DROP COLUMN last_used_at;
