-- Ids are the hyphenated text of a UUID: readable in any SQL shell, and in the same order as the
-- UUIDs themselves. Times are microseconds since 1970-01-01 UTC.

-- "RegA" in ASCII: by it the program knows its own files from those of others.
PRAGMA application_id = 1382377281;

CREATE TABLE users (
    id                   TEXT    NOT NULL PRIMARY KEY,
    login                TEXT    NOT NULL UNIQUE,
    name                 TEXT    NOT NULL,
    role                 TEXT    NOT NULL CHECK (role IN ('user', 'manager', 'admin')),
    disabled             INTEGER NOT NULL CHECK (disabled IN (0, 1)),
    description          TEXT    NOT NULL,
    must_change_password INTEGER NOT NULL CHECK (must_change_password IN (0, 1)),
    created_at           INTEGER NOT NULL,
    password             TEXT    NOT NULL
) STRICT;

CREATE INDEX users_by_role ON users (role, disabled);

CREATE TABLE groups (
    id          TEXT NOT NULL PRIMARY KEY,
    name        TEXT NOT NULL UNIQUE,
    description TEXT NOT NULL
) STRICT;

CREATE TABLE memberships (
    user_id  TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    group_id TEXT NOT NULL REFERENCES groups (id) ON DELETE CASCADE,
    PRIMARY KEY (user_id, group_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX memberships_by_group ON memberships (group_id);

CREATE TABLE accesses (
    id            TEXT    NOT NULL PRIMARY KEY,
    name          TEXT    NOT NULL UNIQUE,
    subject_kind  TEXT    NOT NULL CHECK (subject_kind IN ('user', 'group', 'registered_users', 'anyone')),
    subject_user  TEXT    REFERENCES users (id) ON DELETE CASCADE,
    subject_group TEXT    REFERENCES groups (id) ON DELETE CASCADE,
    resource      TEXT    NOT NULL,
    -- Such as 'pull,push'.
    actions       TEXT    NOT NULL,
    disabled      INTEGER NOT NULL CHECK (disabled IN (0, 1)),
    expires_at    INTEGER,
    CHECK ((subject_kind = 'user') = (subject_user IS NOT NULL)),
    CHECK ((subject_kind = 'group') = (subject_group IS NOT NULL))
) STRICT;

CREATE INDEX accesses_by_kind ON accesses (subject_kind);
CREATE INDEX accesses_by_user ON accesses (subject_user);
CREATE INDEX accesses_by_group ON accesses (subject_group);

CREATE TABLE sessions (
    id         TEXT    NOT NULL PRIMARY KEY,
    user_id    TEXT    NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    created_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL
) STRICT;

CREATE INDEX sessions_by_user ON sessions (user_id);
CREATE INDEX sessions_by_end ON sessions (expires_at);

CREATE TABLE refresh_tokens (
    id           TEXT    NOT NULL PRIMARY KEY,
    user_id      TEXT    NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    client_id    TEXT    NOT NULL,
    created_at   INTEGER NOT NULL,
    last_used_at INTEGER,
    -- SHA-256 of the secret, never the secret.
    secret       BLOB    NOT NULL UNIQUE CHECK (length(secret) = 32)
) STRICT;

CREATE INDEX refresh_tokens_by_user ON refresh_tokens (user_id);
CREATE INDEX refresh_tokens_by_age ON refresh_tokens (created_at);

CREATE TABLE secrets (
    name  TEXT NOT NULL PRIMARY KEY,
    value BLOB NOT NULL
) STRICT;
