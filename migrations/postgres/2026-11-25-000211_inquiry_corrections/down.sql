ALTER TABLE privacy_inquiries DROP COLUMN proposed;
ALTER TABLE privacy_inquiries DROP COLUMN field;
