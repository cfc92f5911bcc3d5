ALTER TABLE import_rows DROP COLUMN after;
ALTER TABLE import_rows DROP COLUMN before;
ALTER TABLE imports DROP COLUMN existing;
