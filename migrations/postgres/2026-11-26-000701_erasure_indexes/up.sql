-- An erasure looks for a person's rows by the contact alone. SQLite skips over the business at the head of an
-- index; PostgreSQL read the whole index, ten milliseconds a table with 100,000 contacts.
CREATE INDEX contact_emails_of ON contact_emails (contact_id);
CREATE INDEX contact_phones_of ON contact_phones (contact_id);
CREATE INDEX contact_tags_of ON contact_tags (contact_id);
CREATE INDEX contact_values_of ON contact_values (contact_id);
CREATE INDEX notes_of ON notes (contact_id);
CREATE INDEX bookings_of ON bookings (contact_id);
CREATE INDEX booking_items_of ON booking_items (booking_id);
CREATE INDEX booking_events_of ON booking_events (booking_id);
CREATE INDEX booking_answers_of ON booking_answers (booking_id);
CREATE INDEX booking_messages_of ON booking_messages (booking_id);
CREATE INDEX occupancies_of ON occupancies (booking_id);
