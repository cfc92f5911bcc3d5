-- A member's bookings as a calendar that other programs read, by a link that can be revoked.
CREATE TABLE calendar_feeds (
  id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
  workspace_id BIGINT NOT NULL,
  member_id BIGINT NOT NULL,
  feed_key TEXT NOT NULL,
  token_hash TEXT NOT NULL UNIQUE,
  hides_names BOOLEAN NOT NULL,
  created_at TIMESTAMP NOT NULL,
  UNIQUE (workspace_id, member_id),
  FOREIGN KEY (workspace_id, member_id) REFERENCES members (workspace_id, id)
);
