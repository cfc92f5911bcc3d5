DROP TABLE activity_entries;
DROP TABLE activity_heads;
DROP TABLE role_rules;
DROP TABLE workspaces;
