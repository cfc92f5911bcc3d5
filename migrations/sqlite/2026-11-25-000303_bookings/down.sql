DROP TRIGGER contacts_leave_bookings;
DROP TABLE occupancies;
DROP TABLE booking_consents;
DROP TABLE booking_answers;
DROP TABLE booking_proposals;
DROP TABLE booking_events;
DROP TABLE booking_items;
DROP TABLE bookings;
