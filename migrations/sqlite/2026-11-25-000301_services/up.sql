-- Money is in the smallest unit of the business's currency.
CREATE TABLE services (
  id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
  workspace_id BIGINT NOT NULL REFERENCES workspaces (id),
  name TEXT NOT NULL,
  description TEXT NOT NULL DEFAULT '',
  minutes INTEGER NOT NULL CHECK (minutes BETWEEN 5 AND 1440),
  price BIGINT CHECK (price >= 0),
  colour INTEGER NOT NULL DEFAULT 0,
  buffer_before INTEGER NOT NULL DEFAULT 0 CHECK (buffer_before BETWEEN 0 AND 480),
  buffer_after INTEGER NOT NULL DEFAULT 0 CHECK (buffer_after BETWEEN 0 AND 480),
  notice_minutes INTEGER NOT NULL DEFAULT 120 CHECK (notice_minutes >= 0),
  window_days INTEGER NOT NULL DEFAULT 60 CHECK (window_days BETWEEN 1 AND 730),
  daily_cap INTEGER CHECK (daily_cap > 0),
  seats INTEGER NOT NULL DEFAULT 1 CHECK (seats BETWEEN 1 AND 500),
  needs_confirmation BOOLEAN NOT NULL DEFAULT FALSE,
  is_public BOOLEAN NOT NULL DEFAULT TRUE,
  version INTEGER NOT NULL DEFAULT 1,
  created_at TIMESTAMP NOT NULL,
  updated_at TIMESTAMP NOT NULL,
  archived_at TIMESTAMP,
  UNIQUE (workspace_id, id)
);

CREATE TABLE service_staff (
  workspace_id BIGINT NOT NULL,
  service_id BIGINT NOT NULL,
  member_id BIGINT NOT NULL,
  PRIMARY KEY (workspace_id, service_id, member_id),
  FOREIGN KEY (workspace_id, service_id) REFERENCES services (workspace_id, id) ON DELETE CASCADE,
  FOREIGN KEY (workspace_id, member_id) REFERENCES members (workspace_id, id)
);

-- Of a resource there may be several alike (three chairs): `quantity`.
CREATE TABLE resources (
  id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
  workspace_id BIGINT NOT NULL REFERENCES workspaces (id),
  name TEXT NOT NULL,
  quantity INTEGER NOT NULL DEFAULT 1 CHECK (quantity BETWEEN 1 AND 500),
  created_at TIMESTAMP NOT NULL,
  archived_at TIMESTAMP,
  UNIQUE (workspace_id, id)
);

CREATE TABLE service_resources (
  workspace_id BIGINT NOT NULL,
  service_id BIGINT NOT NULL,
  resource_id BIGINT NOT NULL,
  PRIMARY KEY (workspace_id, service_id, resource_id),
  FOREIGN KEY (workspace_id, service_id) REFERENCES services (workspace_id, id) ON DELETE CASCADE,
  FOREIGN KEY (workspace_id, resource_id) REFERENCES resources (workspace_id, id)
);

CREATE TABLE service_questions (
  id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
  workspace_id BIGINT NOT NULL,
  service_id BIGINT NOT NULL,
  position INTEGER NOT NULL,
  label TEXT NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('text', 'yes_no', 'choice')),
  choices TEXT NOT NULL DEFAULT '',
  required BOOLEAN NOT NULL DEFAULT FALSE,
  FOREIGN KEY (workspace_id, service_id) REFERENCES services (workspace_id, id) ON DELETE CASCADE
);
CREATE INDEX service_questions_service ON service_questions (workspace_id, service_id, position);

-- A business without a row has the defaults.
CREATE TABLE booking_rules (
  workspace_id BIGINT NOT NULL PRIMARY KEY REFERENCES workspaces (id),
  public_page BOOLEAN NOT NULL DEFAULT TRUE,
  shows_staff BOOLEAN NOT NULL DEFAULT TRUE,
  intro TEXT NOT NULL DEFAULT '',
  step_minutes INTEGER NOT NULL DEFAULT 15 CHECK (step_minutes BETWEEN 5 AND 240),
  cutoff_minutes INTEGER NOT NULL DEFAULT 1440 CHECK (cutoff_minutes >= 0),
  hold_minutes INTEGER NOT NULL DEFAULT 2880 CHECK (hold_minutes BETWEEN 15 AND 43200),
  asks_phone TEXT NOT NULL DEFAULT 'optional' CHECK (asks_phone IN ('no', 'optional', 'required')),
  least_age INTEGER NOT NULL DEFAULT 0 CHECK (least_age BETWEEN 0 AND 99),
  marketing_words TEXT NOT NULL DEFAULT '',
  frame_hosts TEXT NOT NULL DEFAULT ''
);
