DROP TABLE outbox;
DROP TABLE contact_choices;
DROP TABLE restrictions;
