DROP TABLE duplicate_dismissals;
DROP TABLE merge_copies;
DROP TABLE contact_merges;
