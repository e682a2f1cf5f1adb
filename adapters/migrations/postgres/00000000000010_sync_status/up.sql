-- What is known of syncs with the registry, whichever process does them. One row at most, of JSON.
CREATE TABLE sync_status (
    only_row INTEGER          NOT NULL PRIMARY KEY CHECK (only_row = 1),
    status   TEXT COLLATE "C" NOT NULL
);
