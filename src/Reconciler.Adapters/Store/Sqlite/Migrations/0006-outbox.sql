-- Events that are to be told: each once, whoever is told of it, by a key that the same happening always has.
CREATE TABLE events (
    sequence INTEGER PRIMARY KEY,
    key TEXT NOT NULL UNIQUE,
    at INTEGER NOT NULL,
    body TEXT NOT NULL
) STRICT;

CREATE INDEX events_by_time ON events (at);

-- Which notification still has to tell which event. An event that nobody has to tell any more goes away.
CREATE TABLE deliveries (
    notification TEXT NOT NULL,
    event INTEGER NOT NULL REFERENCES events (sequence) DEFERRABLE INITIALLY DEFERRED,
    PRIMARY KEY (notification, event)
) STRICT, WITHOUT ROWID;

CREATE INDEX deliveries_by_event ON deliveries (event);

-- How each notification fares; it has a row from its first event on.
CREATE TABLE subscribers (
    notification TEXT PRIMARY KEY,
    attempts INTEGER NOT NULL DEFAULT 0,
    last_failure TEXT,
    next_try INTEGER,
    given_up INTEGER NOT NULL DEFAULT 0
) STRICT, WITHOUT ROWID;

-- What time has brought and was told: of each kind the last step, in days to the end.
CREATE TABLE notices (
    subject TEXT NOT NULL,
    kind TEXT NOT NULL,
    version INTEGER NOT NULL,
    step INTEGER NOT NULL,
    not_after INTEGER NOT NULL,
    PRIMARY KEY (subject, kind)
) STRICT, WITHOUT ROWID;

PRAGMA user_version = 6;
