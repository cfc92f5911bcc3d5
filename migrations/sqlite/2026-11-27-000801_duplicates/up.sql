-- Which client another one became part of. The key of the one that is gone still leads to the one that stays.
CREATE TABLE contact_merges (
  id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
  workspace_id BIGINT NOT NULL,
  contact_id BIGINT NOT NULL,
  into_id BIGINT NOT NULL,
  merged_id BIGINT NOT NULL,
  merged_key TEXT NOT NULL UNIQUE,
  member_id BIGINT NOT NULL,
  merged_at TIMESTAMP NOT NULL,
  UNIQUE (workspace_id, id),
  FOREIGN KEY (workspace_id, contact_id) REFERENCES contacts (workspace_id, id) ON DELETE CASCADE,
  FOREIGN KEY (workspace_id, member_id) REFERENCES members (workspace_id, id)
);
CREATE INDEX contact_merges_merged ON contact_merges (workspace_id, merged_id);
CREATE INDEX contact_merges_of ON contact_merges (contact_id);

-- What it takes to undo a merge: rows as they were, numbers of rows that moved.
CREATE TABLE merge_copies (
  id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
  workspace_id BIGINT NOT NULL,
  contact_id BIGINT NOT NULL,
  merge_id BIGINT NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('copied', 'moved', 'before', 'after', 'added', 'apart')),
  table_name TEXT NOT NULL,
  content TEXT NOT NULL,
  created_at TIMESTAMP NOT NULL,
  FOREIGN KEY (workspace_id, merge_id) REFERENCES contact_merges (workspace_id, id) ON DELETE CASCADE,
  FOREIGN KEY (workspace_id, contact_id) REFERENCES contacts (workspace_id, id) ON DELETE CASCADE
);
CREATE INDEX merge_copies_merge ON merge_copies (workspace_id, merge_id);
CREATE INDEX merge_copies_of ON merge_copies (contact_id);
CREATE INDEX merge_copies_created ON merge_copies (created_at);

-- Clients who look alike and are not the same. Each pair stands here both ways.
CREATE TABLE duplicate_dismissals (
  workspace_id BIGINT NOT NULL,
  contact_id BIGINT NOT NULL,
  other_id BIGINT NOT NULL,
  PRIMARY KEY (workspace_id, contact_id, other_id),
  FOREIGN KEY (workspace_id, contact_id) REFERENCES contacts (workspace_id, id) ON DELETE CASCADE,
  FOREIGN KEY (workspace_id, other_id) REFERENCES contacts (workspace_id, id) ON DELETE CASCADE
);
CREATE INDEX duplicate_dismissals_of ON duplicate_dismissals (contact_id);
CREATE INDEX duplicate_dismissals_other ON duplicate_dismissals (workspace_id, other_id);
