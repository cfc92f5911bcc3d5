-- What a list does to clients who are there already, and what they were before and after it.
ALTER TABLE imports ADD COLUMN existing TEXT NOT NULL DEFAULT 'leave' CHECK (existing IN ('leave', 'fill', 'overwrite'));
ALTER TABLE import_rows ADD COLUMN before TEXT NOT NULL DEFAULT '';
ALTER TABLE import_rows ADD COLUMN after TEXT NOT NULL DEFAULT '';
