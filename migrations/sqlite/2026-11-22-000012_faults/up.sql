CREATE TABLE fault_groups (
  id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
  fingerprint TEXT NOT NULL UNIQUE,
  method TEXT NOT NULL,
  route TEXT NOT NULL,
  status INTEGER NOT NULL,
  cause TEXT NOT NULL,
  times BIGINT NOT NULL,
  first_at TIMESTAMP NOT NULL,
  last_at TIMESTAMP NOT NULL,
  resolved_at TIMESTAMP
);
CREATE INDEX fault_groups_last ON fault_groups (last_at);

CREATE TABLE faults (
  id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
  group_id BIGINT NOT NULL REFERENCES fault_groups (id) ON DELETE CASCADE,
  at TIMESTAMP NOT NULL,
  request_id TEXT NOT NULL
);
CREATE INDEX faults_group ON faults (group_id, id);
