CREATE TABLE consent_events (
  id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
  at TIMESTAMP NOT NULL,
  consent_key TEXT,
  user_id BIGINT REFERENCES users (id) ON DELETE SET NULL,
  method TEXT NOT NULL CHECK (method IN ('accept', 'reject', 'save', 'withdraw', 'gpc')),
  place TEXT NOT NULL,
  locale TEXT NOT NULL,
  shown_version INTEGER NOT NULL,
  shown_hash TEXT NOT NULL,
  preferences BOOLEAN NOT NULL,
  analytics BOOLEAN NOT NULL,
  marketing BOOLEAN NOT NULL,
  expires_at TIMESTAMP NOT NULL,
  withdrawn_at TIMESTAMP
);
CREATE INDEX consent_events_key ON consent_events (consent_key, id);
CREATE INDEX consent_events_user ON consent_events (user_id, id);
CREATE INDEX consent_events_expiry ON consent_events (expires_at);
ALTER TABLE users ADD COLUMN gpc_at TIMESTAMP;
