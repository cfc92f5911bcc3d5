-- When clients are reminded of a service: minutes before its beginning, below zero after its end.
CREATE TABLE service_reminders (
  workspace_id BIGINT NOT NULL,
  service_id BIGINT NOT NULL,
  minutes INTEGER NOT NULL CHECK (minutes BETWEEN -43200 AND 43200 AND minutes <> 0),
  PRIMARY KEY (workspace_id, service_id, minutes),
  FOREIGN KEY (workspace_id, service_id) REFERENCES services (workspace_id, id) ON DELETE CASCADE
);
INSERT INTO service_reminders (workspace_id, service_id, minutes) SELECT workspace_id, id, 1440 FROM services;

-- The business's own words in place of the standard ones.
CREATE TABLE booking_texts (
  workspace_id BIGINT NOT NULL REFERENCES workspaces (id),
  kind TEXT NOT NULL,
  subject TEXT NOT NULL,
  body TEXT NOT NULL,
  PRIMARY KEY (workspace_id, kind)
);

-- One row for each message that a booking calls for; the key keeps it from being sent twice.
CREATE TABLE booking_messages (
  id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
  workspace_id BIGINT NOT NULL,
  booking_id BIGINT NOT NULL,
  kind TEXT NOT NULL,
  message_key TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('planned', 'posted', 'left_out')),
  why TEXT NOT NULL DEFAULT '',
  outbox_id BIGINT,
  created_at TIMESTAMP NOT NULL,
  UNIQUE (workspace_id, booking_id, message_key),
  FOREIGN KEY (workspace_id, booking_id) REFERENCES bookings (workspace_id, id) ON DELETE CASCADE
);
CREATE INDEX booking_messages_latest ON booking_messages (workspace_id, id);
CREATE INDEX bookings_coming ON bookings (status, starts_at);
