-- What a business shortens: empty, or months and days within what the program allows.
ALTER TABLE workspaces ADD COLUMN inactive_months INTEGER;
ALTER TABLE workspaces ADD COLUMN archived_months INTEGER;
ALTER TABLE workspaces ADD COLUMN activity_months INTEGER;
ALTER TABLE workspaces ADD COLUMN trash_days INTEGER NOT NULL DEFAULT 30;
-- The day on which the business and all its data are deleted, once its owner asked for that.
ALTER TABLE workspaces ADD COLUMN closes_at TIMESTAMP;
-- How many days were left when everybody there was last told.
ALTER TABLE workspaces ADD COLUMN closing_told INTEGER;
CREATE INDEX workspaces_closing ON workspaces (closes_at) WHERE closes_at IS NOT NULL;

-- The last note, follow-up or decision to keep; what changes the contact itself is its updated_at.
ALTER TABLE contacts ADD COLUMN active_at TIMESTAMP;
UPDATE contacts SET active_at = (SELECT max(n.updated_at) FROM notes n
  WHERE n.workspace_id = contacts.workspace_id AND n.contact_id = contacts.id);
UPDATE contacts SET active_at = (SELECT max(f.created_at) FROM follow_ups f
    WHERE f.workspace_id = contacts.workspace_id AND f.contact_id = contacts.id)
  WHERE EXISTS (SELECT 1 FROM follow_ups f WHERE f.workspace_id = contacts.workspace_id
    AND f.contact_id = contacts.id AND (contacts.active_at IS NULL OR f.created_at > contacts.active_at));

-- Clients whose end was announced to the business.
CREATE TABLE contact_warnings (
  workspace_id BIGINT NOT NULL,
  contact_id BIGINT NOT NULL,
  warned_at TIMESTAMP NOT NULL,
  PRIMARY KEY (workspace_id, contact_id),
  FOREIGN KEY (workspace_id, contact_id) REFERENCES contacts (workspace_id, id) ON DELETE CASCADE
);
