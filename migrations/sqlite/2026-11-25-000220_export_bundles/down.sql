DROP TABLE export_bundles;
