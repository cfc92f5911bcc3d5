DROP TABLE suppressions;
DROP TABLE legal_holds;
