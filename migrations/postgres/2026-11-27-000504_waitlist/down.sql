ALTER TABLE booking_rules DROP COLUMN offer_minutes;
ALTER TABLE booking_rules DROP COLUMN public_waitlist;
DROP TABLE wait_offers;
DROP TABLE wait_services;
DROP TABLE waits;
