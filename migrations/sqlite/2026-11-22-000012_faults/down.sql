DROP TABLE faults;
DROP TABLE fault_groups;
