-- What was asked at a door and waits for its code: deleted once the code is used or its time is over.
CREATE TABLE privacy_inquiries (
  id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
  token_digest TEXT NOT NULL UNIQUE,
  code_digest TEXT NOT NULL DEFAULT '',
  code_expires_at TIMESTAMP,
  codes_sent INTEGER NOT NULL DEFAULT 1,
  tries INTEGER NOT NULL DEFAULT 0,
  door TEXT NOT NULL,
  workspace_id BIGINT REFERENCES workspaces (id) ON DELETE CASCADE,
  kind TEXT NOT NULL,
  place TEXT NOT NULL,
  address TEXT NOT NULL,
  address_key TEXT NOT NULL,
  address_digest TEXT NOT NULL,
  wording TEXT NOT NULL DEFAULT '',
  actor TEXT NOT NULL,
  received_at TIMESTAMP NOT NULL,
  created_at TIMESTAMP NOT NULL,
  expires_at TIMESTAMP NOT NULL
);
CREATE INDEX privacy_inquiries_expires ON privacy_inquiries (expires_at);
CREATE INDEX privacy_inquiries_address ON privacy_inquiries (address_digest, created_at);
CREATE INDEX privacy_inquiries_key ON privacy_inquiries (address_key);

-- What the two sides wrote to each other about a request.
CREATE TABLE privacy_messages (
  id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
  request_id BIGINT NOT NULL REFERENCES privacy_requests (id) ON DELETE CASCADE,
  at TIMESTAMP NOT NULL,
  from_person BOOLEAN NOT NULL,
  body TEXT NOT NULL
);
CREATE INDEX privacy_messages_request ON privacy_messages (request_id, id);

-- What a business lets run by itself, and whether it may be named to whoever asks.
CREATE TABLE privacy_settings (
  workspace_id BIGINT PRIMARY KEY NOT NULL REFERENCES workspaces (id) ON DELETE CASCADE,
  auto_copies BOOLEAN NOT NULL DEFAULT FALSE,
  auto_corrections BOOLEAN NOT NULL DEFAULT FALSE,
  auto_opt_outs BOOLEAN NOT NULL DEFAULT FALSE,
  named BOOLEAN NOT NULL DEFAULT FALSE
);

CREATE INDEX privacy_requests_address ON privacy_requests (address_digest);
CREATE INDEX contact_emails_address ON contact_emails (email_key);
