DROP TABLE baas;
ALTER TABLE processors DROP COLUMN baa;
ALTER TABLE workspaces DROP COLUMN baa_until;
ALTER TABLE workspaces DROP COLUMN patient_data;
ALTER TABLE custom_fields DROP COLUMN is_birth_date;
