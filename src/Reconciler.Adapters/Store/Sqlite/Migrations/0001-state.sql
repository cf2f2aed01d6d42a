-- The state of one installation. Identities are texts as everywhere else; instants are counts of 100 ns since 1970-01-01 UTC; digests and serial
-- numbers are lower-case hexadecimal. Tables of short rows have no rowid; long rows would spill out of their key's tree. Foreign keys are checked at commit, so that the changes of one commit may come in any order.

CREATE TABLE state (
    only INTEGER PRIMARY KEY CHECK (only = 1),
    lineage TEXT NOT NULL,
    serial INTEGER NOT NULL
) STRICT;

CREATE TABLE first_regions (
    account TEXT PRIMARY KEY,
    region TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- Every serial number that was ever taken, by whom and for which generation: none is taken twice, and no generation takes two.
CREATE TABLE serials (
    serial TEXT PRIMARY KEY,
    subject TEXT NOT NULL,
    generation INTEGER NOT NULL,
    UNIQUE (subject, generation)
) STRICT, WITHOUT ROWID;

-- Private keys of certificates and authorities, sealed.
CREATE TABLE keys (
    subject TEXT NOT NULL,
    version INTEGER NOT NULL,
    account TEXT NOT NULL,
    region TEXT NOT NULL,
    key_hash TEXT NOT NULL,
    sealed BLOB NOT NULL,
    PRIMARY KEY (subject, version)
) STRICT;

CREATE INDEX keys_by_region ON keys (account, region);

-- Issuings that were begun and whose outcome is not stored yet, of certificates and authorities.
CREATE TABLE intents (
    subject TEXT PRIMARY KEY,
    generation INTEGER NOT NULL,
    spec_hash TEXT NOT NULL,
    serial TEXT NOT NULL REFERENCES serials (serial) DEFERRABLE INITIALLY DEFERRED,
    verb TEXT NOT NULL,
    key_version INTEGER NOT NULL,
    key_hash TEXT NOT NULL,
    to_be_signed BLOB NOT NULL,
    FOREIGN KEY (subject, key_version) REFERENCES keys (subject, version) DEFERRABLE INITIALLY DEFERRED
) STRICT;

CREATE TABLE certificates (
    id TEXT PRIMARY KEY,
    account TEXT NOT NULL,
    region TEXT NOT NULL,
    name TEXT NOT NULL,
    uuid TEXT NOT NULL UNIQUE,
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

CREATE INDEX certificates_due ON certificates (next_due) WHERE next_due IS NOT NULL;

CREATE TABLE certificate_versions (
    certificate TEXT NOT NULL REFERENCES certificates (id) DEFERRABLE INITIALLY DEFERRED,
    number INTEGER NOT NULL,
    status TEXT NOT NULL,
    serial TEXT NOT NULL UNIQUE REFERENCES serials (serial) DEFERRABLE INITIALLY DEFERRED,
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
    PRIMARY KEY (certificate, number)
) STRICT, WITHOUT ROWID;

CREATE UNIQUE INDEX certificate_versions_current ON certificate_versions (certificate) WHERE status = 'current';

CREATE INDEX certificate_versions_revoked ON certificate_versions (authority, serial) WHERE revoked_at IS NOT NULL;

-- Apart from the versions, so that a snapshot passes over none of it.
CREATE TABLE certificate_ders (
    certificate TEXT NOT NULL,
    number INTEGER NOT NULL,
    der BLOB NOT NULL,
    PRIMARY KEY (certificate, number),
    FOREIGN KEY (certificate, number) REFERENCES certificate_versions (certificate, number) DEFERRABLE INITIALLY DEFERRED
) STRICT;

CREATE TABLE authorities (
    id TEXT PRIMARY KEY,
    account TEXT NOT NULL,
    region TEXT NOT NULL,
    name TEXT NOT NULL,
    uuid TEXT NOT NULL UNIQUE,
    status TEXT NOT NULL,
    spec TEXT NOT NULL,
    tags TEXT,
    protect INTEGER NOT NULL,
    generation INTEGER NOT NULL,
    condition TEXT,
    applied_revision TEXT,
    next_due INTEGER,
    crl_number INTEGER,
    crl_this_update INTEGER,
    crl_next_update INTEGER,
    crl_sha256 TEXT,
    crl_path TEXT
) STRICT, WITHOUT ROWID;

CREATE INDEX authorities_due ON authorities (next_due) WHERE next_due IS NOT NULL;

CREATE TRIGGER authorities_crl_number BEFORE UPDATE OF crl_number ON authorities
WHEN OLD.crl_number IS NOT NULL AND (NEW.crl_number IS NULL OR NEW.crl_number < OLD.crl_number)
BEGIN
    SELECT RAISE(ABORT, 'the CRL number of an authority would go back');
END;

CREATE TABLE authority_versions (
    authority TEXT NOT NULL REFERENCES authorities (id) DEFERRABLE INITIALLY DEFERRED,
    number INTEGER NOT NULL,
    serial TEXT NOT NULL UNIQUE REFERENCES serials (serial) DEFERRABLE INITIALLY DEFERRED,
    not_before INTEGER NOT NULL,
    not_after INTEGER NOT NULL,
    fingerprint TEXT NOT NULL,
    key_hash TEXT NOT NULL,
    key_version INTEGER NOT NULL,
    parent TEXT,
    parent_version INTEGER,
    revoked_at INTEGER,
    revoked_reason TEXT,
    der BLOB NOT NULL,
    PRIMARY KEY (authority, number)
) STRICT;

CREATE INDEX authority_versions_revoked ON authority_versions (parent, serial) WHERE revoked_at IS NOT NULL;

-- Every CRL that was signed.
CREATE TABLE crls (
    authority TEXT NOT NULL REFERENCES authorities (id) DEFERRABLE INITIALLY DEFERRED,
    number INTEGER NOT NULL,
    this_update INTEGER NOT NULL,
    next_update INTEGER NOT NULL,
    sha256 TEXT NOT NULL,
    path TEXT NOT NULL,
    der BLOB NOT NULL,
    PRIMARY KEY (authority, number)
) STRICT;

CREATE INDEX crls_by_time ON crls (authority, this_update);

CREATE TRIGGER crls_number BEFORE INSERT ON crls
WHEN EXISTS (SELECT 1 FROM crls WHERE authority = NEW.authority AND number >= NEW.number)
BEGIN
    SELECT RAISE(ABORT, 'the CRL number of an authority would go back');
END;

CREATE TABLE deployments (
    id TEXT PRIMARY KEY,
    certificate TEXT NOT NULL,
    target TEXT NOT NULL,
    version INTEGER NOT NULL,
    chain TEXT NOT NULL,
    spec TEXT NOT NULL,
    content TEXT NOT NULL
) STRICT;

CREATE TABLE records (
    id TEXT PRIMARY KEY,
    account TEXT NOT NULL,
    owner TEXT NOT NULL,
    target TEXT NOT NULL,
    ttl INTEGER NOT NULL,
    domain TEXT NOT NULL,
    zone TEXT NOT NULL,
    provider TEXT NOT NULL,
    spec TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE evidence (
    account TEXT NOT NULL,
    domain TEXT NOT NULL,
    zone TEXT NOT NULL,
    seen_at INTEGER NOT NULL,
    value TEXT NOT NULL,
    kind TEXT NOT NULL,
    PRIMARY KEY (account, domain, zone)
) STRICT, WITHOUT ROWID;

CREATE TABLE zone_records (
    owner TEXT NOT NULL,
    type TEXT NOT NULL,
    value TEXT NOT NULL,
    ttl INTEGER NOT NULL,
    PRIMARY KEY (owner, type)
) STRICT, WITHOUT ROWID;

-- Append only.
CREATE TABLE audit (
    id INTEGER PRIMARY KEY,
    state_serial INTEGER NOT NULL,
    at INTEGER NOT NULL,
    actor TEXT NOT NULL,
    action TEXT NOT NULL,
    subject TEXT NOT NULL,
    detail TEXT NOT NULL,
    revision TEXT
) STRICT;

CREATE TRIGGER audit_kept BEFORE DELETE ON audit
BEGIN
    SELECT RAISE(ABORT, 'the audit log is append-only');
END;

CREATE TRIGGER audit_unchanged BEFORE UPDATE ON audit
BEGIN
    SELECT RAISE(ABORT, 'the audit log is append-only');
END;

PRAGMA user_version = 1;
