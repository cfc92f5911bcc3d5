CREATE TABLE notices (
  id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
  audience TEXT NOT NULL CHECK (audience IN ('everybody', 'privacy_contacts')),
  about TEXT NOT NULL UNIQUE,
  title TEXT NOT NULL,
  text TEXT NOT NULL,
  href TEXT NOT NULL,
  published_at TIMESTAMP NOT NULL
);

CREATE TABLE notice_readings (
  notice_id BIGINT NOT NULL REFERENCES notices (id) ON DELETE CASCADE,
  user_id BIGINT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  mailed_at TIMESTAMP,
  acknowledged_at TIMESTAMP,
  PRIMARY KEY (notice_id, user_id)
);
CREATE INDEX notice_readings_user ON notice_readings (user_id, notice_id);
ALTER TABLE users ADD COLUMN notices_seen BIGINT NOT NULL DEFAULT 0;
