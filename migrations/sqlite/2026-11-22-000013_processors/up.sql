CREATE TABLE processors (
  id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
  name TEXT NOT NULL,
  name_key TEXT NOT NULL UNIQUE,
  purpose TEXT NOT NULL,
  data TEXT NOT NULL,
  hosts TEXT NOT NULL,
  countries TEXT NOT NULL,
  stores_data BOOLEAN NOT NULL,
  safeguard TEXT NOT NULL,
  agreement TEXT NOT NULL,
  agreed_on DATE,
  vetting TEXT NOT NULL,
  review_on DATE,
  policy_url TEXT NOT NULL,
  required BOOLEAN NOT NULL,
  functions TEXT NOT NULL,
  emergency TEXT NOT NULL,
  version INTEGER NOT NULL,
  created_at TIMESTAMP NOT NULL,
  updated_at TIMESTAMP NOT NULL,
  announced_at TIMESTAMP,
  effective_on DATE,
  retired_at TIMESTAMP
);

CREATE TABLE processor_objections (
  id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
  workspace_id BIGINT NOT NULL REFERENCES workspaces (id) ON DELETE CASCADE,
  processor_id BIGINT NOT NULL REFERENCES processors (id),
  actor TEXT NOT NULL,
  reason TEXT NOT NULL,
  at TIMESTAMP NOT NULL,
  answer TEXT NOT NULL,
  answered_at TIMESTAMP,
  withdrawn_at TIMESTAMP,
  UNIQUE (workspace_id, id),
  UNIQUE (workspace_id, processor_id)
);

CREATE TABLE disclosures (
  id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
  processor_id BIGINT NOT NULL REFERENCES processors (id),
  user_id BIGINT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  what TEXT NOT NULL,
  first_at TIMESTAMP NOT NULL,
  last_at TIMESTAMP NOT NULL,
  times BIGINT NOT NULL,
  UNIQUE (user_id, processor_id, what)
);
