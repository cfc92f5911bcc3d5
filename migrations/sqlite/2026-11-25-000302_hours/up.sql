-- Hours are what a clock on the wall shows, in minutes since midnight; 1440 is the end of the day.
CREATE TABLE staff_zones (
  workspace_id BIGINT NOT NULL,
  member_id BIGINT NOT NULL,
  timezone TEXT NOT NULL,
  PRIMARY KEY (workspace_id, member_id),
  FOREIGN KEY (workspace_id, member_id) REFERENCES members (workspace_id, id)
);

CREATE TABLE staff_hours (
  id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
  workspace_id BIGINT NOT NULL,
  member_id BIGINT NOT NULL,
  weekday INTEGER NOT NULL CHECK (weekday BETWEEN 1 AND 7),
  from_minute INTEGER NOT NULL CHECK (from_minute BETWEEN 0 AND 1439),
  to_minute INTEGER NOT NULL CHECK (to_minute BETWEEN 1 AND 1440),
  CHECK (from_minute < to_minute),
  FOREIGN KEY (workspace_id, member_id) REFERENCES members (workspace_id, id)
);
CREATE INDEX staff_hours_member ON staff_hours (workspace_id, member_id, weekday, from_minute);

-- On such a day these hours hold in place of the weekly ones.
CREATE TABLE hour_exceptions (
  id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
  workspace_id BIGINT NOT NULL,
  member_id BIGINT NOT NULL,
  day DATE NOT NULL,
  from_minute INTEGER NOT NULL CHECK (from_minute BETWEEN 0 AND 1439),
  to_minute INTEGER NOT NULL CHECK (to_minute BETWEEN 1 AND 1440),
  CHECK (from_minute < to_minute),
  UNIQUE (workspace_id, id),
  FOREIGN KEY (workspace_id, member_id) REFERENCES members (workspace_id, id)
);
CREATE INDEX hour_exceptions_member ON hour_exceptions (workspace_id, member_id, day);

-- Without a member: closed for everybody. Without minutes: the whole days.
CREATE TABLE time_off (
  id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
  workspace_id BIGINT NOT NULL REFERENCES workspaces (id),
  member_id BIGINT,
  first_day DATE NOT NULL,
  last_day DATE NOT NULL,
  from_minute INTEGER CHECK (from_minute BETWEEN 0 AND 1439),
  to_minute INTEGER CHECK (to_minute BETWEEN 1 AND 1440),
  label TEXT NOT NULL DEFAULT '',
  CHECK (first_day <= last_day),
  CHECK ((from_minute IS NULL) = (to_minute IS NULL)),
  CHECK (from_minute IS NULL OR from_minute < to_minute),
  UNIQUE (workspace_id, id),
  FOREIGN KEY (workspace_id, member_id) REFERENCES members (workspace_id, id)
);
CREATE INDEX time_off_days ON time_off (workspace_id, last_day, member_id);
