-- Issuings that were begun, whose outcome is unknown and that will not be finished: their serials count as revoked until the end of what may have been
-- signed. The issuer is unknown for what version 1 began and for roots; then no CRL lists it.
CREATE TABLE unknown_outcomes (
    serial TEXT PRIMARY KEY REFERENCES serials (serial) DEFERRABLE INITIALLY DEFERRED,
    subject TEXT NOT NULL,
    generation INTEGER NOT NULL,
    issuer TEXT,
    not_after INTEGER,
    revoked_at INTEGER NOT NULL,
    revoked_reason TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX unknown_outcomes_by_issuer ON unknown_outcomes (issuer, serial);

ALTER TABLE intents ADD COLUMN issuer TEXT;

ALTER TABLE intents ADD COLUMN not_after INTEGER;

PRAGMA user_version = 2;
