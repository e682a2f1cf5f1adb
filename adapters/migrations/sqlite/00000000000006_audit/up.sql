-- A chain: each entry has the hash of the one before, and its own is that of everything in it. What is
-- hashed is told in docs/audit.md. Entries are never changed; only the oldest ever go.

CREATE TABLE audit_log (
    sequence    INTEGER NOT NULL PRIMARY KEY,
    at          INTEGER NOT NULL,
    actor_kind  TEXT    NOT NULL,
    actor_id    TEXT,
    actor_name  TEXT    NOT NULL,
    address     TEXT,
    request_id  TEXT    NOT NULL,
    deed        TEXT    NOT NULL,
    outcome     TEXT    NOT NULL,
    target_kind TEXT,
    target_id   TEXT,
    target_name TEXT    NOT NULL,
    -- A JSON list of [field, before, after].
    changes     TEXT    NOT NULL,
    reason      TEXT    NOT NULL,
    count       INTEGER NOT NULL,
    previous    BLOB    NOT NULL,
    hash        BLOB    NOT NULL
) STRICT;

CREATE INDEX audit_log_by_actor ON audit_log (actor_name, sequence);
CREATE INDEX audit_log_by_deed ON audit_log (deed, sequence);
CREATE INDEX audit_log_by_target ON audit_log (target_name, sequence);
CREATE INDEX audit_log_by_address ON audit_log (address, sequence);

-- Servers that did not end in order, or have not ended yet.
CREATE TABLE audit_writers (
    id      TEXT    NOT NULL PRIMARY KEY,
    seen_at INTEGER NOT NULL
) STRICT;
