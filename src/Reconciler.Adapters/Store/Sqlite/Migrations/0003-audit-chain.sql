-- The audit log becomes a chain: each entry holds the hash of its fields and of the entry before, and the state says where the chain ends. Entries of
-- before are chained as they stand. audit_start and audit_next are functions of the program, there while a schema is upgraded.
ALTER TABLE audit ADD COLUMN serials TEXT;

ALTER TABLE audit ADD COLUMN hash BLOB NOT NULL DEFAULT x'';

DROP TRIGGER audit_unchanged;

WITH RECURSIVE chain (id, hash) AS (
    SELECT 0, audit_start(lineage) FROM state
    UNION ALL
    SELECT audit.id, audit_next(chain.hash, audit.id, state_serial, at, actor, action, subject, detail, revision)
        FROM chain JOIN audit ON audit.id = chain.id + 1
)
UPDATE audit SET hash = chain.hash FROM chain WHERE chain.id = audit.id;

CREATE TRIGGER audit_unchanged BEFORE UPDATE ON audit
BEGIN
    SELECT RAISE(ABORT, 'the audit log is append-only');
END;

ALTER TABLE state ADD COLUMN audit_count INTEGER NOT NULL DEFAULT 0;

ALTER TABLE state ADD COLUMN audit_hash BLOB NOT NULL DEFAULT x'';

UPDATE state SET
    audit_count = (SELECT count(*) FROM audit),
    audit_hash = coalesce((SELECT hash FROM audit ORDER BY id DESC LIMIT 1), audit_start(lineage));

PRAGMA user_version = 3;
