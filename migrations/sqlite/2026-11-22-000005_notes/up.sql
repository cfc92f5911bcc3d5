CREATE TABLE notes (
  id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
  workspace_id BIGINT NOT NULL,
  contact_id BIGINT NOT NULL,
  author_id BIGINT NOT NULL,
  body TEXT NOT NULL,
  version INTEGER NOT NULL DEFAULT 1,
  pinned_at TIMESTAMP,
  created_at TIMESTAMP NOT NULL,
  updated_at TIMESTAMP NOT NULL,
  deleted_at TIMESTAMP,
  UNIQUE (workspace_id, id),
  FOREIGN KEY (workspace_id, contact_id) REFERENCES contacts (workspace_id, id) ON DELETE CASCADE,
  FOREIGN KEY (workspace_id, author_id) REFERENCES members (workspace_id, id)
);
CREATE INDEX notes_contact ON notes (workspace_id, contact_id, created_at);
CREATE INDEX notes_latest ON notes (workspace_id, created_at, id) WHERE deleted_at IS NULL;
CREATE INDEX notes_deleted ON notes (deleted_at) WHERE deleted_at IS NOT NULL;

CREATE TABLE note_versions (
  id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
  workspace_id BIGINT NOT NULL,
  note_id BIGINT NOT NULL,
  body TEXT NOT NULL,
  edited_by BIGINT NOT NULL,
  at TIMESTAMP NOT NULL,
  FOREIGN KEY (workspace_id, note_id) REFERENCES notes (workspace_id, id) ON DELETE CASCADE,
  FOREIGN KEY (workspace_id, edited_by) REFERENCES members (workspace_id, id)
);
CREATE INDEX note_versions_note ON note_versions (workspace_id, note_id, id);

CREATE TABLE follow_ups (
  id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
  workspace_id BIGINT NOT NULL,
  contact_id BIGINT NOT NULL,
  title TEXT NOT NULL,
  due_on DATE NOT NULL,
  assigned_to BIGINT NOT NULL,
  created_by BIGINT NOT NULL,
  created_at TIMESTAMP NOT NULL,
  done_at TIMESTAMP,
  UNIQUE (workspace_id, id),
  FOREIGN KEY (workspace_id, contact_id) REFERENCES contacts (workspace_id, id) ON DELETE CASCADE,
  FOREIGN KEY (workspace_id, assigned_to) REFERENCES members (workspace_id, id),
  FOREIGN KEY (workspace_id, created_by) REFERENCES members (workspace_id, id)
);
CREATE INDEX follow_ups_contact ON follow_ups (workspace_id, contact_id, due_on);
CREATE INDEX follow_ups_open ON follow_ups (workspace_id, assigned_to, due_on) WHERE done_at IS NULL;
