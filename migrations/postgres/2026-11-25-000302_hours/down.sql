DROP TABLE time_off;
DROP TABLE hour_exceptions;
DROP TABLE staff_hours;
DROP TABLE staff_zones;
