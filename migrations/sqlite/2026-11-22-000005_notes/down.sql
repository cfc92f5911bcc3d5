DROP TABLE follow_ups;
DROP TABLE note_versions;
DROP TABLE notes;
