DROP INDEX bookings_coming;
DROP TABLE booking_messages;
DROP TABLE booking_texts;
DROP TABLE service_reminders;
