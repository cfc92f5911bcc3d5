-- What a client says is wrong, and what it should be, field by field.
ALTER TABLE privacy_inquiries ADD COLUMN field TEXT NOT NULL DEFAULT '';
ALTER TABLE privacy_inquiries ADD COLUMN proposed TEXT NOT NULL DEFAULT '';
