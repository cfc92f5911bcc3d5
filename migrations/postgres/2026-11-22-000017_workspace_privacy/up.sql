ALTER TABLE workspaces ADD COLUMN privacy_contact_email TEXT NOT NULL DEFAULT '';
ALTER TABLE workspaces ADD COLUMN privacy_text TEXT NOT NULL DEFAULT '';
