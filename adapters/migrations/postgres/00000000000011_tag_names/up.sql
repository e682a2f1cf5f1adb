-- The names that tags have, in lower case, and how many tags have each: fewer than there are tags, since many
-- have the same. Triggers keep it, whatever program writes the tags.
CREATE TABLE tag_names (
    name TEXT   COLLATE "C" NOT NULL PRIMARY KEY,
    tags BIGINT NOT NULL
);

INSERT INTO tag_names SELECT lower(name), count(*) FROM tags GROUP BY lower(name);

CREATE INDEX tags_by_name ON tags (lower(name));

CREATE FUNCTION count_added_names() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO tag_names SELECT lower(name), count(*) FROM added GROUP BY lower(name)
    ON CONFLICT (name) DO UPDATE SET tags = tag_names.tags + excluded.tags;
    RETURN NULL;
END $$;

CREATE FUNCTION count_removed_names() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE tag_names SET tags = tag_names.tags - gone.tags
    FROM (SELECT lower(removed.name) AS name, count(*) AS tags FROM removed GROUP BY lower(removed.name)) AS gone
    WHERE tag_names.name = gone.name;
    DELETE FROM tag_names USING removed WHERE tag_names.name = lower(removed.name) AND tag_names.tags = 0;
    RETURN NULL;
END $$;

CREATE TRIGGER added_names_counted AFTER INSERT ON tags
REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION count_added_names();

CREATE TRIGGER removed_names_counted AFTER DELETE ON tags
REFERENCING OLD TABLE AS removed FOR EACH STATEMENT EXECUTE FUNCTION count_removed_names();

-- Where this extension is not to be had, all names are looked at.
DO $$
BEGIN
    CREATE EXTENSION IF NOT EXISTS pg_trgm;
    CREATE INDEX tag_names_by_part ON tag_names USING gin (name gin_trgm_ops);
EXCEPTION WHEN insufficient_privilege OR undefined_file OR feature_not_supported OR undefined_object THEN
    RAISE WARNING 'pg_trgm is not to be had: searching for tags will take longer';
END $$;
