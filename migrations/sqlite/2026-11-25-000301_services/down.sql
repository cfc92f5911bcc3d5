DROP TABLE booking_rules;
DROP TABLE service_questions;
DROP TABLE service_resources;
DROP TABLE resources;
DROP TABLE service_staff;
DROP TABLE services;
