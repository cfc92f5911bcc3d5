DROP TABLE disclosures;
DROP TABLE processor_objections;
DROP TABLE processors;
