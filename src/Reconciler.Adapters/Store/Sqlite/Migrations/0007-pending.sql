-- When a change that is not done was tried last, so that a clock that was put back is seen; and which is tried next, without passing over the others.
ALTER TABLE retries ADD COLUMN last_try INTEGER;

CREATE INDEX retries_by_next_try ON retries (next_try) WHERE next_try IS NOT NULL;

-- How each validation record that a certificate in use needs was last seen to stand.
CREATE TABLE sightings (
    account TEXT NOT NULL,
    owner TEXT NOT NULL,
    domain TEXT NOT NULL,
    zone TEXT NOT NULL,
    asked_at INTEGER NOT NULL,
    seen_at INTEGER,
    lost_since INTEGER,
    detail TEXT,
    PRIMARY KEY (account, owner)
) STRICT, WITHOUT ROWID;

PRAGMA user_version = 7;
