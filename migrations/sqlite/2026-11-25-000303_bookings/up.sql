CREATE TABLE bookings (
  id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
  workspace_id BIGINT NOT NULL REFERENCES workspaces (id),
  contact_id BIGINT,
  member_id BIGINT NOT NULL,
  status TEXT NOT NULL
    CHECK (status IN ('held', 'requested', 'confirmed', 'arrived', 'completed', 'no_show', 'cancelled')),
  source TEXT NOT NULL CHECK (source IN ('public', 'staff', 'walk_in', 'series', 'waitlist')),
  starts_at TIMESTAMP NOT NULL,
  ends_at TIMESTAMP NOT NULL,
  price BIGINT,
  currency TEXT NOT NULL,
  client_zone TEXT NOT NULL DEFAULT '',
  note TEXT NOT NULL DEFAULT '',
  uid TEXT NOT NULL UNIQUE,
  token_hash TEXT NOT NULL UNIQUE,
  form_key TEXT,
  sequence INTEGER NOT NULL DEFAULT 0,
  held_until TIMESTAMP,
  version INTEGER NOT NULL DEFAULT 1,
  created_at TIMESTAMP NOT NULL,
  updated_at TIMESTAMP NOT NULL,
  UNIQUE (workspace_id, id),
  UNIQUE (workspace_id, form_key),
  CHECK (starts_at < ends_at),
  FOREIGN KEY (workspace_id, contact_id) REFERENCES contacts (workspace_id, id),
  FOREIGN KEY (workspace_id, member_id) REFERENCES members (workspace_id, id)
);
CREATE INDEX bookings_time ON bookings (workspace_id, starts_at, id);
CREATE INDEX bookings_member ON bookings (workspace_id, member_id, starts_at, id);
CREATE INDEX bookings_contact ON bookings (workspace_id, contact_id, starts_at, id);
CREATE INDEX bookings_open ON bookings (workspace_id, status, starts_at) WHERE status IN ('held', 'requested');

-- The services of one visit, one after the other, as they were called and priced then.
CREATE TABLE booking_items (
  id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
  workspace_id BIGINT NOT NULL,
  booking_id BIGINT NOT NULL,
  position INTEGER NOT NULL,
  service_id BIGINT NOT NULL,
  name TEXT NOT NULL,
  starts_at TIMESTAMP NOT NULL,
  ends_at TIMESTAMP NOT NULL,
  price BIGINT,
  FOREIGN KEY (workspace_id, booking_id) REFERENCES bookings (workspace_id, id) ON DELETE CASCADE,
  FOREIGN KEY (workspace_id, service_id) REFERENCES services (workspace_id, id)
);
CREATE INDEX booking_items_booking ON booking_items (workspace_id, booking_id, position);
CREATE INDEX booking_items_service ON booking_items (workspace_id, service_id, starts_at);

CREATE TABLE booking_events (
  id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
  workspace_id BIGINT NOT NULL,
  booking_id BIGINT NOT NULL,
  at TIMESTAMP NOT NULL,
  kind TEXT NOT NULL,
  actor TEXT NOT NULL CHECK (actor IN ('client', 'staff', 'program')),
  member_id BIGINT,
  reason TEXT NOT NULL DEFAULT '',
  old_start TIMESTAMP,
  FOREIGN KEY (workspace_id, booking_id) REFERENCES bookings (workspace_id, id) ON DELETE CASCADE,
  FOREIGN KEY (workspace_id, member_id) REFERENCES members (workspace_id, id)
);
CREATE INDEX booking_events_booking ON booking_events (workspace_id, booking_id, id);

-- What somebody typed who booked on the public page. It never changes a contact by itself.
CREATE TABLE booking_proposals (
  workspace_id BIGINT NOT NULL,
  booking_id BIGINT NOT NULL,
  name TEXT NOT NULL,
  email TEXT NOT NULL DEFAULT '',
  email_key TEXT NOT NULL DEFAULT '',
  phone TEXT NOT NULL DEFAULT '',
  linked_at TIMESTAMP,
  PRIMARY KEY (workspace_id, booking_id),
  FOREIGN KEY (workspace_id, booking_id) REFERENCES bookings (workspace_id, id) ON DELETE CASCADE
);

CREATE TABLE booking_answers (
  id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
  workspace_id BIGINT NOT NULL,
  booking_id BIGINT NOT NULL,
  question TEXT NOT NULL,
  answer TEXT NOT NULL,
  FOREIGN KEY (workspace_id, booking_id) REFERENCES bookings (workspace_id, id) ON DELETE CASCADE
);
CREATE INDEX booking_answers_booking ON booking_answers (workspace_id, booking_id, id);

CREATE TABLE booking_consents (
  id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
  workspace_id BIGINT NOT NULL,
  booking_id BIGINT NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('age', 'marketing_email')),
  wording TEXT NOT NULL,
  given_at TIMESTAMP NOT NULL,
  FOREIGN KEY (workspace_id, booking_id) REFERENCES bookings (workspace_id, id) ON DELETE CASCADE
);
CREATE INDEX booking_consents_booking ON booking_consents (workspace_id, booking_id);

-- Who and what is taken from when to when, buffers included. Rows of one member, or of one place of a
-- resource, overlap only within one party: the services of one visit, the seats of one class, and
-- bookings that somebody put on top of each other knowingly. `sitting` and `place` number the seats.
CREATE TABLE occupancies (
  id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
  workspace_id BIGINT NOT NULL,
  booking_id BIGINT NOT NULL,
  member_id BIGINT,
  resource_id BIGINT,
  place INTEGER NOT NULL CHECK (place > 0),
  sitting TEXT NOT NULL,
  party TEXT NOT NULL,
  busy_from TIMESTAMP NOT NULL,
  busy_to TIMESTAMP NOT NULL,
  held_until TIMESTAMP,
  CHECK (busy_from < busy_to),
  CHECK ((member_id IS NULL) <> (resource_id IS NULL)),
  UNIQUE (workspace_id, sitting, member_id, place),
  FOREIGN KEY (workspace_id, booking_id) REFERENCES bookings (workspace_id, id) ON DELETE CASCADE,
  FOREIGN KEY (workspace_id, member_id) REFERENCES members (workspace_id, id),
  FOREIGN KEY (workspace_id, resource_id) REFERENCES resources (workspace_id, id)
);
CREATE INDEX occupancies_time ON occupancies (workspace_id, busy_to, busy_from);
CREATE INDEX occupancies_booking ON occupancies (workspace_id, booking_id);
CREATE INDEX occupancies_held ON occupancies (workspace_id, held_until) WHERE held_until IS NOT NULL;
CREATE INDEX occupancies_party ON occupancies (workspace_id, party);
CREATE INDEX occupancies_member ON occupancies (member_id, busy_to, busy_from);
CREATE INDEX occupancies_resource ON occupancies (resource_id, place, busy_to, busy_from);

-- There is one writer, and its transaction is immediate: what is not there now can't appear meanwhile.
CREATE TRIGGER occupancies_no_collision BEFORE INSERT ON occupancies BEGIN
  SELECT RAISE(ABORT, 'occupancies: taken') WHERE EXISTS (
    SELECT 1 FROM occupancies o WHERE o.member_id = new.member_id
    AND o.party <> new.party AND o.busy_from < new.busy_to AND o.busy_to > new.busy_from
  ) OR EXISTS (
    SELECT 1 FROM occupancies o WHERE o.resource_id = new.resource_id AND o.place = new.place
    AND o.party <> new.party AND o.busy_from < new.busy_to AND o.busy_to > new.busy_from
  );
END;
CREATE TRIGGER occupancies_no_later_collision
BEFORE UPDATE OF member_id, resource_id, place, party, busy_from, busy_to ON occupancies BEGIN
  SELECT RAISE(ABORT, 'occupancies: taken') WHERE EXISTS (
    SELECT 1 FROM occupancies o WHERE o.member_id = new.member_id AND o.id <> new.id
    AND o.party <> new.party AND o.busy_from < new.busy_to AND o.busy_to > new.busy_from
  ) OR EXISTS (
    SELECT 1 FROM occupancies o WHERE o.resource_id = new.resource_id AND o.place = new.place AND o.id <> new.id
    AND o.party <> new.party AND o.busy_from < new.busy_to AND o.busy_to > new.busy_from
  );
END;

-- A contact that goes leaves its bookings behind without the person: when, what and for how much.
CREATE TRIGGER contacts_leave_bookings BEFORE DELETE ON contacts BEGIN
  DELETE FROM booking_proposals WHERE workspace_id = old.workspace_id
    AND booking_id IN (SELECT id FROM bookings WHERE workspace_id = old.workspace_id AND contact_id = old.id);
  DELETE FROM booking_answers WHERE workspace_id = old.workspace_id
    AND booking_id IN (SELECT id FROM bookings WHERE workspace_id = old.workspace_id AND contact_id = old.id);
  DELETE FROM booking_consents WHERE workspace_id = old.workspace_id
    AND booking_id IN (SELECT id FROM bookings WHERE workspace_id = old.workspace_id AND contact_id = old.id);
  UPDATE booking_events SET reason = '' WHERE workspace_id = old.workspace_id
    AND booking_id IN (SELECT id FROM bookings WHERE workspace_id = old.workspace_id AND contact_id = old.id);
  UPDATE bookings SET contact_id = NULL, note = '', client_zone = '', form_key = NULL, token_hash = 'gone ' || id
    WHERE workspace_id = old.workspace_id AND contact_id = old.id;
END;
