-- Wrong passwords: by the address they came from, and by the account they were for. They are counted
-- together by all.
CREATE TABLE failures (
    subject      TEXT    NOT NULL PRIMARY KEY,
    count        INTEGER NOT NULL,
    last_at      INTEGER NOT NULL,
    forgotten_at INTEGER NOT NULL
) STRICT;

CREATE INDEX failures_by_end ON failures (forgotten_at);
