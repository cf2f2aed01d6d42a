-- A serial number is unique because the table of serials says so, and a uuid because it was drawn. The indexes that said it again had an entry at a random
-- place for each certificate: half of the pages that a commit wrote were theirs. Foreign keys are off while a schema is upgraded, and looked at behind it.
CREATE TABLE certificates_8 (
    id TEXT PRIMARY KEY,
    account TEXT NOT NULL,
    region TEXT NOT NULL,
    name TEXT NOT NULL,
    uuid TEXT NOT NULL,
    status TEXT NOT NULL,
    domains TEXT NOT NULL,
    spec TEXT NOT NULL,
    tags TEXT,
    protect INTEGER NOT NULL,
    trust TEXT NOT NULL,
    generation INTEGER NOT NULL,
    condition TEXT,
    applied_revision TEXT,
    next_due INTEGER
) STRICT, WITHOUT ROWID;

INSERT INTO certificates_8 (
    id, account, region, name, uuid, status, domains, spec, tags, protect, trust, generation, condition, applied_revision, next_due)
SELECT id, account, region, name, uuid, status, domains, spec, tags, protect, trust, generation, condition, applied_revision, next_due FROM certificates;

DROP TABLE certificates;

ALTER TABLE certificates_8 RENAME TO certificates;

CREATE INDEX certificates_due ON certificates (next_due) WHERE next_due IS NOT NULL;

CREATE TABLE certificate_versions_8 (
    certificate TEXT NOT NULL REFERENCES certificates (id) DEFERRABLE INITIALLY DEFERRED,
    number INTEGER NOT NULL,
    status TEXT NOT NULL,
    serial TEXT NOT NULL REFERENCES serials (serial) DEFERRABLE INITIALLY DEFERRED,
    not_before INTEGER NOT NULL,
    not_after INTEGER NOT NULL,
    fingerprint TEXT NOT NULL,
    key_hash TEXT NOT NULL,
    key_version INTEGER NOT NULL,
    authority TEXT NOT NULL,
    authority_version INTEGER NOT NULL,
    names TEXT NOT NULL,
    key_algorithm TEXT NOT NULL,
    usages TEXT NOT NULL,
    validity TEXT NOT NULL,
    revoked_at INTEGER,
    revoked_reason TEXT,
    exported_at INTEGER,
    PRIMARY KEY (certificate, number)
) STRICT, WITHOUT ROWID;

INSERT INTO certificate_versions_8 (
    certificate, number, status, serial, not_before, not_after, fingerprint, key_hash, key_version, authority, authority_version, names, key_algorithm,
    usages, validity, revoked_at, revoked_reason, exported_at)
SELECT
    certificate, number, status, serial, not_before, not_after, fingerprint, key_hash, key_version, authority, authority_version, names, key_algorithm,
    usages, validity, revoked_at, revoked_reason, exported_at
FROM certificate_versions;

DROP TABLE certificate_versions;

ALTER TABLE certificate_versions_8 RENAME TO certificate_versions;

CREATE UNIQUE INDEX certificate_versions_current ON certificate_versions (certificate) WHERE status = 'current';

CREATE INDEX certificate_versions_revoked ON certificate_versions (authority, serial) WHERE revoked_at IS NOT NULL;

PRAGMA user_version = 8;
