-- Ids are the hyphenated text of a UUID: readable in any SQL shell, and in the same order as the
-- UUIDs themselves. Times are microseconds since 1970-01-01 UTC. Texts are compared byte by byte,
-- whatever collation the database has: so that lists are sorted as in any other store.

CREATE TABLE users (
    id                   TEXT    COLLATE "C" NOT NULL PRIMARY KEY,
    login                TEXT    COLLATE "C" NOT NULL UNIQUE,
    name                 TEXT    COLLATE "C" NOT NULL,
    role                 TEXT    COLLATE "C" NOT NULL CHECK (role IN ('user', 'manager', 'admin')),
    disabled             BOOLEAN NOT NULL,
    description          TEXT    COLLATE "C" NOT NULL,
    must_change_password BOOLEAN NOT NULL,
    created_at           BIGINT  NOT NULL,
    password             TEXT    COLLATE "C" NOT NULL
);

CREATE INDEX users_by_role ON users (role, disabled);

CREATE TABLE groups (
    id          TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    name        TEXT COLLATE "C" NOT NULL UNIQUE,
    description TEXT COLLATE "C" NOT NULL
);

CREATE TABLE memberships (
    user_id  TEXT COLLATE "C" NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    group_id TEXT COLLATE "C" NOT NULL REFERENCES groups (id) ON DELETE CASCADE,
    PRIMARY KEY (user_id, group_id)
);

CREATE INDEX memberships_by_group ON memberships (group_id);

CREATE TABLE accesses (
    id            TEXT    COLLATE "C" NOT NULL PRIMARY KEY,
    name          TEXT    COLLATE "C" NOT NULL UNIQUE,
    subject_kind  TEXT    COLLATE "C" NOT NULL CHECK (subject_kind IN ('user', 'group', 'registered_users', 'anyone')),
    subject_user  TEXT    COLLATE "C" REFERENCES users (id) ON DELETE CASCADE,
    subject_group TEXT    COLLATE "C" REFERENCES groups (id) ON DELETE CASCADE,
    resource      TEXT    COLLATE "C" NOT NULL,
    -- Such as 'pull,push'.
    actions       TEXT    COLLATE "C" NOT NULL,
    disabled      BOOLEAN NOT NULL,
    expires_at    BIGINT,
    CHECK ((subject_kind = 'user') = (subject_user IS NOT NULL)),
    CHECK ((subject_kind = 'group') = (subject_group IS NOT NULL))
);

CREATE INDEX accesses_by_kind ON accesses (subject_kind);
CREATE INDEX accesses_by_user ON accesses (subject_user);
CREATE INDEX accesses_by_group ON accesses (subject_group);

CREATE TABLE sessions (
    id         TEXT   COLLATE "C" NOT NULL PRIMARY KEY,
    user_id    TEXT   COLLATE "C" NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL
);

CREATE INDEX sessions_by_user ON sessions (user_id);
CREATE INDEX sessions_by_end ON sessions (expires_at);

CREATE TABLE refresh_tokens (
    id           TEXT   COLLATE "C" NOT NULL PRIMARY KEY,
    user_id      TEXT   COLLATE "C" NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    client_id    TEXT   COLLATE "C" NOT NULL,
    created_at   BIGINT NOT NULL,
    last_used_at BIGINT,
    -- SHA-256 of the secret, never the secret.
    secret       BYTEA  NOT NULL UNIQUE CHECK (length(secret) = 32)
);

CREATE INDEX refresh_tokens_by_user ON refresh_tokens (user_id);
CREATE INDEX refresh_tokens_by_age ON refresh_tokens (created_at);

CREATE TABLE secrets (
    name  TEXT  COLLATE "C" NOT NULL PRIMARY KEY,
    value BYTEA NOT NULL
);
