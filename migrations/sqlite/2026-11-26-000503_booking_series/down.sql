DROP TABLE booking_series;
