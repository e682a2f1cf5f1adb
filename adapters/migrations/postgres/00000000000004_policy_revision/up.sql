-- Whoever keeps a copy of users, groups and accesses for quick decisions sees by this number that the
-- copy is outdated. Triggers count, so that no statement can forget to.

CREATE TABLE policy_revision (
    only_row   INTEGER NOT NULL PRIMARY KEY CHECK (only_row = 1),
    revision   BIGINT  NOT NULL,
    -- The transaction that counted last. Each counts once: others see all of it at once anyway, and a
    -- row that is changed again and again in one transaction is found ever more slowly.
    changed_by XID8    NOT NULL
);

INSERT INTO policy_revision VALUES (1, 1, pg_current_xact_id());

CREATE FUNCTION count_policy_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE policy_revision SET revision = revision + 1, changed_by = pg_current_xact_id()
    WHERE changed_by <> pg_current_xact_id();
    RETURN NULL;
END $$;

CREATE TRIGGER users_count AFTER INSERT OR UPDATE OR DELETE ON users
FOR EACH STATEMENT EXECUTE FUNCTION count_policy_change();

CREATE TRIGGER groups_count AFTER INSERT OR UPDATE OR DELETE ON groups
FOR EACH STATEMENT EXECUTE FUNCTION count_policy_change();

CREATE TRIGGER memberships_count AFTER INSERT OR UPDATE OR DELETE ON memberships
FOR EACH STATEMENT EXECUTE FUNCTION count_policy_change();

CREATE TRIGGER accesses_count AFTER INSERT OR UPDATE OR DELETE ON accesses
FOR EACH STATEMENT EXECUTE FUNCTION count_policy_change();

-- For each row, since it is asked often whether there are any that are too old.
CREATE TRIGGER refresh_tokens_count AFTER DELETE ON refresh_tokens
FOR EACH ROW EXECUTE FUNCTION count_policy_change();
