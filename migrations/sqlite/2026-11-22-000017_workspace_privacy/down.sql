ALTER TABLE workspaces DROP COLUMN privacy_text;
ALTER TABLE workspaces DROP COLUMN privacy_contact_email;
