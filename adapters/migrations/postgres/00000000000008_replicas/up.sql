-- What processes on one database tell each other.

CREATE FUNCTION tell_of_policy_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_notify('registry_admin_policy', '');
    RETURN NULL;
END $$;

CREATE TRIGGER policy_revision_tells AFTER UPDATE ON policy_revision
FOR EACH ROW EXECUTE FUNCTION tell_of_policy_change();

CREATE FUNCTION tell_of_notice() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_notify('registry_admin_notices', '');
    RETURN NULL;
END $$;

CREATE TRIGGER notices_tell AFTER INSERT OR UPDATE ON notices
FOR EACH STATEMENT EXECUTE FUNCTION tell_of_notice();

-- Wrong passwords: by the address they came from, and by the account they were for. They are counted
-- together by all.
CREATE TABLE failures (
    subject      TEXT    COLLATE "C" NOT NULL PRIMARY KEY,
    count        BIGINT  NOT NULL,
    last_at      BIGINT  NOT NULL,
    forgotten_at BIGINT  NOT NULL
);

CREATE INDEX failures_by_end ON failures (forgotten_at);
