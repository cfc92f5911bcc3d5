DROP TABLE contact_warnings;
ALTER TABLE contacts DROP COLUMN active_at;
DROP INDEX workspaces_closing;
ALTER TABLE workspaces DROP COLUMN closing_told;
ALTER TABLE workspaces DROP COLUMN closes_at;
ALTER TABLE workspaces DROP COLUMN trash_days;
ALTER TABLE workspaces DROP COLUMN activity_months;
ALTER TABLE workspaces DROP COLUMN archived_months;
ALTER TABLE workspaces DROP COLUMN inactive_months;
