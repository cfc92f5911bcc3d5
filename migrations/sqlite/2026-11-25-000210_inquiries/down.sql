DROP INDEX contact_emails_address;
DROP INDEX privacy_requests_address;
DROP TABLE privacy_settings;
DROP TABLE privacy_messages;
DROP TABLE privacy_inquiries;
