-- A chain: each entry has the hash of the one before, and its own is that of everything in it. What is
-- hashed is told in docs/audit.md. Entries are never changed; only the oldest ever go.

CREATE TABLE audit_log (
    sequence    BIGINT  NOT NULL PRIMARY KEY,
    at          BIGINT  NOT NULL,
    actor_kind  TEXT    COLLATE "C" NOT NULL,
    actor_id    TEXT    COLLATE "C",
    actor_name  TEXT    COLLATE "C" NOT NULL,
    address     TEXT    COLLATE "C",
    request_id  TEXT    COLLATE "C" NOT NULL,
    deed        TEXT    COLLATE "C" NOT NULL,
    outcome     TEXT    COLLATE "C" NOT NULL,
    target_kind TEXT    COLLATE "C",
    target_id   TEXT    COLLATE "C",
    target_name TEXT    COLLATE "C" NOT NULL,
    -- A JSON list of [field, before, after].
    changes     TEXT    COLLATE "C" NOT NULL,
    reason      TEXT    COLLATE "C" NOT NULL,
    count       BIGINT  NOT NULL,
    previous    BYTEA   NOT NULL,
    hash        BYTEA   NOT NULL
);

CREATE INDEX audit_log_by_actor ON audit_log (actor_name, sequence);
CREATE INDEX audit_log_by_deed ON audit_log (deed, sequence);
CREATE INDEX audit_log_by_target ON audit_log (target_name, sequence);
CREATE INDEX audit_log_by_address ON audit_log (address, sequence);

-- Servers that did not end in order, or have not ended yet.
CREATE TABLE audit_writers (
    id      TEXT    COLLATE "C" NOT NULL PRIMARY KEY,
    seen_at BIGINT  NOT NULL
);
