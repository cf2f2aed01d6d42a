-- Changes that were tried and are not done, by the plan's key of them.
CREATE TABLE retries (
    change TEXT PRIMARY KEY,
    wanted TEXT NOT NULL,
    attempts INTEGER NOT NULL,
    since INTEGER NOT NULL,
    last_failure TEXT NOT NULL,
    next_try INTEGER
) STRICT, WITHOUT ROWID;

-- When a private key that only superseded versions have is destroyed; null while it is needed. Of those that are superseded already it is not known since
-- when, so their time begins now.
ALTER TABLE keys ADD COLUMN destroy_after INTEGER;

UPDATE keys SET destroy_after = (unixepoch() + 7 * 86400) * 10000000
WHERE EXISTS (SELECT 1 FROM certificate_versions WHERE certificate = subject AND status = 'current')
    AND NOT EXISTS (SELECT 1 FROM certificate_versions WHERE certificate = subject AND status = 'superseded')
    AND NOT EXISTS (SELECT 1 FROM certificate_versions WHERE certificate = subject AND status = 'current' AND key_version = version)
    AND NOT EXISTS (SELECT 1 FROM intents WHERE intents.subject = keys.subject AND key_version = version);

CREATE INDEX keys_by_destruction ON keys (destroy_after) WHERE destroy_after IS NOT NULL;

PRAGMA user_version = 4;
