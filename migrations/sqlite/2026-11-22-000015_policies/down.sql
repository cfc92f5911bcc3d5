ALTER TABLE workspaces DROP COLUMN dpa_version;
DROP TABLE dpa_acceptances;
DROP TABLE policy_versions;
