-- What each revision of the policy was for, so that a copy can be brought up to date by reading only
-- what changed. What concerns neither a user nor an access is noted for nothing, so that every revision
-- is there. The newest ten thousand are kept; a copy that is older is read anew.

CREATE TABLE policy_changes (
    revision BIGINT           NOT NULL,
    record   TEXT COLLATE "C" NOT NULL CHECK (record IN ('user', 'access', '')),
    id       TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (revision, record, id)
);

-- Counts, and notes for what: the kind of record that the first argument says, with the id that stands in
-- the column that the second one names.
CREATE FUNCTION note_policy_change() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    changed RECORD;
BEGIN
    IF TG_OP = 'DELETE' THEN changed := OLD; ELSE changed := NEW; END IF;
    UPDATE policy_revision SET revision = revision + 1, changed_by = pg_current_xact_id()
    WHERE changed_by <> pg_current_xact_id();
    IF FOUND THEN
        DELETE FROM policy_changes WHERE revision <= (SELECT revision - 10000 FROM policy_revision);
    END IF;
    INSERT INTO policy_changes
    SELECT revision, TG_ARGV[0], coalesce(to_jsonb(changed) ->> TG_ARGV[1], '') FROM policy_revision
    ON CONFLICT DO NOTHING;
    RETURN NULL;
END $$;

DROP TRIGGER users_count ON users;
CREATE TRIGGER users_count AFTER INSERT OR UPDATE OR DELETE ON users
FOR EACH ROW EXECUTE FUNCTION note_policy_change('user', 'id');

DROP TRIGGER groups_count ON groups;
CREATE TRIGGER groups_count AFTER INSERT OR UPDATE OR DELETE ON groups
FOR EACH ROW EXECUTE FUNCTION note_policy_change('', '');

DROP TRIGGER memberships_count ON memberships;
CREATE TRIGGER memberships_count AFTER INSERT OR UPDATE OR DELETE ON memberships
FOR EACH ROW EXECUTE FUNCTION note_policy_change('user', 'user_id');

DROP TRIGGER accesses_count ON accesses;
CREATE TRIGGER accesses_count AFTER INSERT OR UPDATE OR DELETE ON accesses
FOR EACH ROW EXECUTE FUNCTION note_policy_change('access', 'id');

DROP TRIGGER refresh_tokens_count ON refresh_tokens;
CREATE TRIGGER refresh_tokens_count AFTER DELETE ON refresh_tokens
FOR EACH ROW EXECUTE FUNCTION note_policy_change('', '');

DROP FUNCTION count_policy_change;
