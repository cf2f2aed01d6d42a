-- When a version last left with its private key: an exported one is in use.
ALTER TABLE certificate_versions ADD COLUMN exported_at INTEGER;

PRAGMA user_version = 5;
