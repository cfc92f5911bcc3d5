CREATE TABLE contacts (
  id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
  workspace_id BIGINT NOT NULL REFERENCES workspaces (id),
  subject_key TEXT NOT NULL UNIQUE,
  name TEXT NOT NULL,
  name_key TEXT NOT NULL,
  pronouns TEXT NOT NULL DEFAULT '',
  company TEXT NOT NULL DEFAULT '',
  company_key TEXT NOT NULL DEFAULT '',
  email TEXT NOT NULL DEFAULT '',
  phone TEXT NOT NULL DEFAULT '',
  street TEXT NOT NULL DEFAULT '',
  city TEXT NOT NULL DEFAULT '',
  region TEXT NOT NULL DEFAULT '',
  postal_code TEXT NOT NULL DEFAULT '',
  country TEXT NOT NULL DEFAULT '',
  assigned_to BIGINT,
  source TEXT NOT NULL DEFAULT '',
  preferred_channel TEXT NOT NULL DEFAULT 'none' CHECK (preferred_channel IN ('none', 'email', 'phone', 'sms')),
  language TEXT NOT NULL DEFAULT '',
  version INTEGER NOT NULL DEFAULT 1,
  created_by BIGINT,
  created_at TIMESTAMP NOT NULL,
  updated_at TIMESTAMP NOT NULL,
  last_seen_at TIMESTAMP NOT NULL,
  archived_at TIMESTAMP,
  deleted_at TIMESTAMP,
  UNIQUE (workspace_id, id),
  FOREIGN KEY (workspace_id, assigned_to) REFERENCES members (workspace_id, id),
  FOREIGN KEY (workspace_id, created_by) REFERENCES members (workspace_id, id)
);
CREATE INDEX contacts_by_name ON contacts (workspace_id, name_key, id) WHERE deleted_at IS NULL;
CREATE INDEX contacts_by_created ON contacts (workspace_id, created_at, id) WHERE deleted_at IS NULL;
CREATE INDEX contacts_by_updated ON contacts (workspace_id, updated_at, id) WHERE deleted_at IS NULL;
CREATE INDEX contacts_by_seen ON contacts (workspace_id, last_seen_at, id) WHERE deleted_at IS NULL;
CREATE INDEX contacts_by_company ON contacts (workspace_id, company_key, id) WHERE deleted_at IS NULL;
CREATE INDEX contacts_by_assignee ON contacts (workspace_id, assigned_to, name_key, id) WHERE deleted_at IS NULL;
CREATE INDEX contacts_archived ON contacts (workspace_id, name_key, id) WHERE archived_at IS NOT NULL;
CREATE INDEX contacts_deleted ON contacts (workspace_id, deleted_at, id) WHERE deleted_at IS NOT NULL;

CREATE TABLE contact_emails (
  id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
  workspace_id BIGINT NOT NULL,
  contact_id BIGINT NOT NULL,
  position INTEGER NOT NULL,
  label TEXT NOT NULL DEFAULT '',
  email TEXT NOT NULL,
  email_key TEXT NOT NULL,
  FOREIGN KEY (workspace_id, contact_id) REFERENCES contacts (workspace_id, id) ON DELETE CASCADE
);
CREATE INDEX contact_emails_contact ON contact_emails (workspace_id, contact_id, position);
CREATE INDEX contact_emails_key ON contact_emails (workspace_id, email_key);

CREATE TABLE contact_phones (
  id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
  workspace_id BIGINT NOT NULL,
  contact_id BIGINT NOT NULL,
  position INTEGER NOT NULL,
  label TEXT NOT NULL DEFAULT '',
  typed TEXT NOT NULL,
  e164 TEXT,
  digits TEXT NOT NULL,
  FOREIGN KEY (workspace_id, contact_id) REFERENCES contacts (workspace_id, id) ON DELETE CASCADE
);
CREATE INDEX contact_phones_contact ON contact_phones (workspace_id, contact_id, position);
CREATE INDEX contact_phones_e164 ON contact_phones (workspace_id, e164);
CREATE INDEX contact_phones_digits ON contact_phones (workspace_id, digits);

CREATE TABLE tags (
  id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
  workspace_id BIGINT NOT NULL REFERENCES workspaces (id),
  name TEXT NOT NULL,
  name_key TEXT NOT NULL,
  colour INTEGER NOT NULL DEFAULT 0,
  UNIQUE (workspace_id, name_key),
  UNIQUE (workspace_id, id)
);

CREATE TABLE contact_tags (
  workspace_id BIGINT NOT NULL,
  contact_id BIGINT NOT NULL,
  tag_id BIGINT NOT NULL,
  PRIMARY KEY (workspace_id, contact_id, tag_id),
  FOREIGN KEY (workspace_id, contact_id) REFERENCES contacts (workspace_id, id) ON DELETE CASCADE,
  FOREIGN KEY (workspace_id, tag_id) REFERENCES tags (workspace_id, id) ON DELETE CASCADE
);
CREATE INDEX contact_tags_tag ON contact_tags (workspace_id, tag_id, contact_id);

CREATE TABLE custom_fields (
  id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
  workspace_id BIGINT NOT NULL REFERENCES workspaces (id),
  label TEXT NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('text', 'number', 'date', 'choice', 'yes_no')),
  choices TEXT NOT NULL DEFAULT '',
  position INTEGER NOT NULL,
  archived_at TIMESTAMP,
  UNIQUE (workspace_id, id)
);

CREATE TABLE contact_values (
  workspace_id BIGINT NOT NULL,
  contact_id BIGINT NOT NULL,
  field_id BIGINT NOT NULL,
  value TEXT NOT NULL,
  PRIMARY KEY (workspace_id, contact_id, field_id),
  FOREIGN KEY (workspace_id, contact_id) REFERENCES contacts (workspace_id, id) ON DELETE CASCADE,
  FOREIGN KEY (workspace_id, field_id) REFERENCES custom_fields (workspace_id, id) ON DELETE CASCADE
);

CREATE TABLE contact_changes (
  id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
  workspace_id BIGINT NOT NULL,
  contact_id BIGINT NOT NULL,
  member_id BIGINT,
  at TIMESTAMP NOT NULL,
  field TEXT NOT NULL,
  old_value TEXT NOT NULL,
  new_value TEXT NOT NULL,
  FOREIGN KEY (workspace_id, contact_id) REFERENCES contacts (workspace_id, id) ON DELETE CASCADE,
  FOREIGN KEY (workspace_id, member_id) REFERENCES members (workspace_id, id)
);
CREATE INDEX contact_changes_contact ON contact_changes (workspace_id, contact_id, id);

CREATE TABLE saved_views (
  id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
  workspace_id BIGINT NOT NULL,
  member_id BIGINT NOT NULL,
  name TEXT NOT NULL,
  query TEXT NOT NULL,
  shared BOOLEAN NOT NULL DEFAULT FALSE,
  created_at TIMESTAMP NOT NULL,
  UNIQUE (workspace_id, id),
  FOREIGN KEY (workspace_id, member_id) REFERENCES members (workspace_id, id)
);
CREATE INDEX saved_views_member ON saved_views (workspace_id, member_id);

CREATE TABLE undo_batches (
  id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
  workspace_id BIGINT NOT NULL,
  member_id BIGINT NOT NULL,
  action TEXT NOT NULL CHECK (action IN ('tag', 'untag', 'assign', 'archive', 'unarchive', 'delete')),
  summary TEXT NOT NULL,
  created_at TIMESTAMP NOT NULL,
  expires_at TIMESTAMP NOT NULL,
  undone_at TIMESTAMP,
  UNIQUE (workspace_id, id),
  FOREIGN KEY (workspace_id, member_id) REFERENCES members (workspace_id, id)
);
CREATE INDEX undo_batches_recent ON undo_batches (workspace_id, created_at);

CREATE TABLE undo_items (
  workspace_id BIGINT NOT NULL,
  batch_id BIGINT NOT NULL,
  contact_id BIGINT NOT NULL,
  previous TEXT,
  PRIMARY KEY (workspace_id, batch_id, contact_id),
  FOREIGN KEY (workspace_id, batch_id) REFERENCES undo_batches (workspace_id, id) ON DELETE CASCADE,
  FOREIGN KEY (workspace_id, contact_id) REFERENCES contacts (workspace_id, id) ON DELETE CASCADE
);

CREATE TABLE contact_search (
  contact_id INTEGER PRIMARY KEY NOT NULL,
  workspace_id BIGINT NOT NULL,
  general TEXT NOT NULL,
  notes TEXT NOT NULL DEFAULT '',
  emails TEXT NOT NULL,
  phones TEXT NOT NULL,
  FOREIGN KEY (workspace_id, contact_id) REFERENCES contacts (workspace_id, id) ON DELETE CASCADE
);

-- The trigram index over contact_search. It holds no text of its own
-- (external content) and forgets erased text at once (secure-delete).
CREATE VIRTUAL TABLE contact_search_fts USING fts5 (
  general, notes, emails, phones,
  content = 'contact_search', content_rowid = 'contact_id',
  tokenize = 'trigram'
);
INSERT INTO contact_search_fts (contact_search_fts, rank) VALUES ('secure-delete', 1);
CREATE TRIGGER contact_search_added AFTER INSERT ON contact_search BEGIN
  INSERT INTO contact_search_fts (rowid, general, notes, emails, phones)
  VALUES (new.contact_id, new.general, new.notes, new.emails, new.phones);
END;
CREATE TRIGGER contact_search_removed AFTER DELETE ON contact_search BEGIN
  INSERT INTO contact_search_fts (contact_search_fts, rowid, general, notes, emails, phones)
  VALUES ('delete', old.contact_id, old.general, old.notes, old.emails, old.phones);
END;
CREATE TRIGGER contact_search_changed AFTER UPDATE ON contact_search BEGIN
  INSERT INTO contact_search_fts (contact_search_fts, rowid, general, notes, emails, phones)
  VALUES ('delete', old.contact_id, old.general, old.notes, old.emails, old.phones);
  INSERT INTO contact_search_fts (rowid, general, notes, emails, phones)
  VALUES (new.contact_id, new.general, new.notes, new.emails, new.phones);
END;
