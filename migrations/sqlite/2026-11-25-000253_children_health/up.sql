-- A date that says how old somebody is; the owner marks it.
ALTER TABLE custom_fields ADD COLUMN is_birth_date BOOLEAN NOT NULL DEFAULT FALSE;

-- '' not said yet, 'no' states non-HIPAA use, 'yes' keeps patient information.
ALTER TABLE workspaces ADD COLUMN patient_data TEXT NOT NULL DEFAULT '' CHECK (patient_data IN ('', 'no', 'yes'));
-- In force: the last day on which the business's own agreement (BAA) holds.
ALTER TABLE workspaces ADD COLUMN baa_until DATE;
ALTER TABLE processors ADD COLUMN baa BOOLEAN NOT NULL DEFAULT FALSE;

-- Business associate agreements, each as it was recorded.
CREATE TABLE baas (
  id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
  workspace_id BIGINT NOT NULL REFERENCES workspaces (id),
  document TEXT NOT NULL,
  signer TEXT NOT NULL,
  signed_on DATE NOT NULL,
  ends_on DATE NOT NULL,
  actor TEXT NOT NULL,
  at TIMESTAMP NOT NULL
);
CREATE INDEX baas_workspace ON baas (workspace_id, id);
