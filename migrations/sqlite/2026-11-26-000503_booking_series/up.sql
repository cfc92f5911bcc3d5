-- Which series a booking is one of, and how that series repeats (RFC 5545 section 3.3.10).
CREATE TABLE booking_series (
  workspace_id BIGINT NOT NULL,
  booking_id BIGINT NOT NULL,
  series TEXT NOT NULL,
  rule TEXT NOT NULL,
  PRIMARY KEY (workspace_id, booking_id),
  FOREIGN KEY (workspace_id, booking_id) REFERENCES bookings (workspace_id, id) ON DELETE CASCADE
);
CREATE INDEX booking_series_series ON booking_series (workspace_id, series);
