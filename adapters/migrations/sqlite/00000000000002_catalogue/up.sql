-- What the registry is known to hold. Ids are numbers here, since there may be millions of rows;
-- AUTOINCREMENT where they are given to clients, so that none comes back to mean something else.
-- Lists of texts and the like are JSON.

-- One row. Each change and each notice takes the next version, whatever repository it is about.
-- The size is that of all contents.
CREATE TABLE catalogue (
    version INTEGER NOT NULL,
    size    INTEGER NOT NULL
) STRICT;

INSERT INTO catalogue VALUES (0, 0);

-- The sums are kept right by whoever changes what they are made of.
CREATE TABLE repositories (
    id        INTEGER PRIMARY KEY AUTOINCREMENT,
    name      TEXT    NOT NULL UNIQUE,
    version   INTEGER NOT NULL,
    tags      INTEGER NOT NULL,
    manifests INTEGER NOT NULL,
    size      INTEGER NOT NULL,
    pulls     INTEGER NOT NULL,
    pushed_at INTEGER,
    pulled_at INTEGER
) STRICT;

-- Manifests and blobs by what they are, whichever repositories hold them.
CREATE TABLE contents (
    id     INTEGER PRIMARY KEY,
    digest TEXT    NOT NULL UNIQUE,
    size   INTEGER NOT NULL
) STRICT;

CREATE TABLE manifests (
    id            INTEGER PRIMARY KEY,
    repository_id INTEGER NOT NULL REFERENCES repositories (id) ON DELETE CASCADE,
    digest        TEXT    NOT NULL,
    kind          TEXT    NOT NULL CHECK (kind IN ('image', 'index', 'opaque')),
    media_type    TEXT    NOT NULL,
    size          INTEGER NOT NULL,
    artifact_type TEXT,
    subject       TEXT,
    annotations   TEXT    NOT NULL,
    -- What it runs on; of an index, what its images run on.
    platforms     TEXT    NOT NULL,
    -- The bytes that pulling it moves.
    pulled_size   INTEGER NOT NULL,
    pushed_at     INTEGER NOT NULL,
    pulls         INTEGER NOT NULL,
    pulled_at     INTEGER,
    UNIQUE (digest, repository_id)
) STRICT;

CREATE INDEX manifests_by_repository ON manifests (repository_id, pulls);

-- What a manifest consists of: at place 0 itself, at 1 its configuration, from 2 on its layers.
CREATE TABLE parts (
    manifest_id   INTEGER NOT NULL REFERENCES manifests (id) ON DELETE CASCADE,
    place         INTEGER NOT NULL,
    repository_id INTEGER NOT NULL,
    content_id    INTEGER NOT NULL REFERENCES contents (id),
    media_type    TEXT    NOT NULL,
    size          INTEGER NOT NULL,
    PRIMARY KEY (manifest_id, place)
) STRICT, WITHOUT ROWID;

CREATE INDEX parts_by_content ON parts (content_id, repository_id);

-- What is in an index. The manifests need not be known.
CREATE TABLE children (
    manifest_id   INTEGER NOT NULL REFERENCES manifests (id) ON DELETE CASCADE,
    place         INTEGER NOT NULL,
    repository_id INTEGER NOT NULL,
    digest        TEXT    NOT NULL,
    media_type    TEXT    NOT NULL,
    size          INTEGER NOT NULL,
    -- One or none.
    platforms     TEXT    NOT NULL,
    annotations   TEXT    NOT NULL,
    PRIMARY KEY (manifest_id, place)
) STRICT, WITHOUT ROWID;

CREATE INDEX children_by_digest ON children (digest, repository_id);

-- What is sorted by is copied from the manifest, to have an index.
CREATE TABLE tags (
    id            INTEGER PRIMARY KEY AUTOINCREMENT,
    repository_id INTEGER NOT NULL REFERENCES repositories (id) ON DELETE CASCADE,
    name          TEXT    NOT NULL,
    manifest_id   INTEGER NOT NULL REFERENCES manifests (id) ON DELETE CASCADE,
    size          INTEGER NOT NULL,
    pushed_at     INTEGER NOT NULL,
    pulls         INTEGER NOT NULL,
    pulled_at     INTEGER,
    UNIQUE (repository_id, name)
) STRICT;

CREATE INDEX tags_by_manifest ON tags (manifest_id);

-- Those alike come by ascending id in either direction, which one index cannot give.
CREATE INDEX tags_by_size ON tags (size);
CREATE INDEX tags_by_size_down ON tags (size DESC);
CREATE INDEX tags_by_push ON tags (pushed_at);
CREATE INDEX tags_by_push_down ON tags (pushed_at DESC);
CREATE INDEX tags_by_pulls ON tags (pulls);
CREATE INDEX tags_by_pulls_down ON tags (pulls DESC);
CREATE INDEX tags_by_pull ON tags (pulled_at);
CREATE INDEX tags_by_pull_down ON tags (pulled_at DESC);

-- Finds a tag by any part of `repository:tag`. Holds no texts, but in which of them each three
-- characters are; the space makes three of the last two.
CREATE VIRTUAL TABLE tag_texts USING fts5 (
    text, content = '', contentless_delete = 1, tokenize = 'trigram'
);

CREATE TRIGGER tag_text_added AFTER INSERT ON tags BEGIN
    INSERT INTO tag_texts (rowid, text)
    SELECT new.id, repositories.name || ':' || new.name || ' ' FROM repositories WHERE repositories.id = new.repository_id;
END;

CREATE TRIGGER tag_text_removed AFTER DELETE ON tags BEGIN
    DELETE FROM tag_texts WHERE rowid = old.id;
END;

-- Pulls of manifests that are not known yet.
CREATE TABLE kept_pulls (
    id         INTEGER PRIMARY KEY,
    repository TEXT    NOT NULL,
    digest     TEXT    NOT NULL,
    at         INTEGER NOT NULL
) STRICT;

CREATE INDEX kept_pulls_by_manifest ON kept_pulls (repository, digest);
CREATE INDEX kept_pulls_by_time ON kept_pulls (at);

CREATE TABLE events (
    id TEXT    NOT NULL PRIMARY KEY,
    at INTEGER NOT NULL
) STRICT;

CREATE INDEX events_by_time ON events (at);

CREATE TABLE notices (
    repository_id INTEGER NOT NULL REFERENCES repositories (id) ON DELETE CASCADE,
    -- A tag, or a digest, which has a colon.
    reference     TEXT    NOT NULL,
    version       INTEGER NOT NULL,
    first_at      INTEGER NOT NULL,
    PRIMARY KEY (repository_id, reference)
) STRICT, WITHOUT ROWID;

CREATE INDEX notices_by_time ON notices (first_at, version);
