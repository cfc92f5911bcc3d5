-- Who would come if a time became free: for what, with whom (nobody named: anybody) and on which days.
-- A contact, or what a stranger typed. The row goes when a time is taken or the place is given up.
CREATE TABLE waits (
  id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
  workspace_id BIGINT NOT NULL REFERENCES workspaces (id),
  contact_id BIGINT,
  member_id BIGINT,
  first_day DATE NOT NULL,
  last_day DATE NOT NULL,
  part TEXT NOT NULL CHECK (part IN ('any', 'morning', 'afternoon', 'evening')),
  name TEXT NOT NULL DEFAULT '',
  email TEXT NOT NULL DEFAULT '',
  phone TEXT NOT NULL DEFAULT '',
  client_zone TEXT NOT NULL DEFAULT '',
  age_words TEXT NOT NULL DEFAULT '',
  uid TEXT NOT NULL UNIQUE,
  token_hash TEXT NOT NULL UNIQUE,
  form_key TEXT,
  created_at TIMESTAMP NOT NULL,
  ends_at TIMESTAMP NOT NULL,
  CHECK (first_day <= last_day),
  CHECK ((contact_id IS NULL) = (name <> '')),
  UNIQUE (workspace_id, id),
  UNIQUE (workspace_id, form_key),
  FOREIGN KEY (workspace_id, contact_id) REFERENCES contacts (workspace_id, id) ON DELETE CASCADE,
  FOREIGN KEY (workspace_id, member_id) REFERENCES members (workspace_id, id)
);
CREATE INDEX waits_contact ON waits (workspace_id, contact_id);
CREATE INDEX waits_open ON waits (workspace_id, ends_at, created_at);
CREATE INDEX waits_end ON waits (ends_at);

CREATE TABLE wait_services (
  workspace_id BIGINT NOT NULL,
  wait_id BIGINT NOT NULL,
  position INTEGER NOT NULL,
  service_id BIGINT NOT NULL,
  PRIMARY KEY (workspace_id, wait_id, service_id),
  FOREIGN KEY (workspace_id, wait_id) REFERENCES waits (workspace_id, id) ON DELETE CASCADE,
  FOREIGN KEY (workspace_id, service_id) REFERENCES services (workspace_id, id)
);

-- The times that were kept for somebody who waits; each is a booking that is held.
CREATE TABLE wait_offers (
  workspace_id BIGINT NOT NULL,
  booking_id BIGINT NOT NULL,
  wait_id BIGINT NOT NULL,
  PRIMARY KEY (workspace_id, booking_id),
  FOREIGN KEY (workspace_id, booking_id) REFERENCES bookings (workspace_id, id) ON DELETE CASCADE,
  FOREIGN KEY (workspace_id, wait_id) REFERENCES waits (workspace_id, id) ON DELETE CASCADE
);
CREATE INDEX wait_offers_wait ON wait_offers (workspace_id, wait_id);

ALTER TABLE booking_rules ADD COLUMN public_waitlist BOOLEAN NOT NULL DEFAULT 1;
ALTER TABLE booking_rules ADD COLUMN offer_minutes INTEGER NOT NULL DEFAULT 120;
