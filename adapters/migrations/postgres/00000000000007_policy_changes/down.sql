CREATE FUNCTION count_policy_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE policy_revision SET revision = revision + 1, changed_by = pg_current_xact_id()
    WHERE changed_by <> pg_current_xact_id();
    RETURN NULL;
END $$;

DROP TRIGGER users_count ON users;
CREATE TRIGGER users_count AFTER INSERT OR UPDATE OR DELETE ON users
FOR EACH STATEMENT EXECUTE FUNCTION count_policy_change();

DROP TRIGGER groups_count ON groups;
CREATE TRIGGER groups_count AFTER INSERT OR UPDATE OR DELETE ON groups
FOR EACH STATEMENT EXECUTE FUNCTION count_policy_change();

DROP TRIGGER memberships_count ON memberships;
CREATE TRIGGER memberships_count AFTER INSERT OR UPDATE OR DELETE ON memberships
FOR EACH STATEMENT EXECUTE FUNCTION count_policy_change();

DROP TRIGGER accesses_count ON accesses;
CREATE TRIGGER accesses_count AFTER INSERT OR UPDATE OR DELETE ON accesses
FOR EACH STATEMENT EXECUTE FUNCTION count_policy_change();

DROP TRIGGER refresh_tokens_count ON refresh_tokens;
CREATE TRIGGER refresh_tokens_count AFTER DELETE ON refresh_tokens
FOR EACH ROW EXECUTE FUNCTION count_policy_change();

DROP FUNCTION note_policy_change;
DROP TABLE policy_changes;
