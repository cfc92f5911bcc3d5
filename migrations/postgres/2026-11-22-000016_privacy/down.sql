DROP TABLE proof_checks;
DROP TABLE account_events;
DROP TABLE privacy_choices;
