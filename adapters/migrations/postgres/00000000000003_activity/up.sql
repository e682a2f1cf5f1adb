-- How much was done on each day.
CREATE TABLE activity (
    -- The Julian day number of a day in UTC.
    day    INTEGER NOT NULL PRIMARY KEY,
    pushes BIGINT  NOT NULL,
    pulls  BIGINT  NOT NULL
);
