ALTER TABLE users DROP COLUMN notices_seen;
DROP TABLE notice_readings;
DROP TABLE notices;
