-- What each revision of the policy was for, so that a copy can be brought up to date by reading only
-- what changed. A revision that concerns neither a user nor an access is noted for nothing. The newest
-- ten thousand are kept; a copy that is older is read anew.

CREATE TABLE policy_changes (
    revision INTEGER NOT NULL PRIMARY KEY,
    record TEXT NOT NULL CHECK (record IN ('user', 'access', '')),
    id TEXT NOT NULL
) STRICT;

-- Counting and noting are one: no trigger counts without saying for what.
CREATE TRIGGER policy_changes_counts AFTER INSERT ON policy_changes BEGIN
    UPDATE policy_revision SET revision = NEW.revision;
    DELETE FROM policy_changes WHERE revision <= NEW.revision - 10000;
END;

DROP TRIGGER users_insert_counts;
CREATE TRIGGER users_insert_counts AFTER INSERT ON users BEGIN
    INSERT INTO policy_changes (revision, record, id) SELECT revision + 1, 'user', NEW.id FROM policy_revision;
END;

DROP TRIGGER users_update_counts;
CREATE TRIGGER users_update_counts AFTER UPDATE ON users BEGIN
    INSERT INTO policy_changes (revision, record, id) SELECT revision + 1, 'user', NEW.id FROM policy_revision;
END;

DROP TRIGGER users_delete_counts;
CREATE TRIGGER users_delete_counts AFTER DELETE ON users BEGIN
    INSERT INTO policy_changes (revision, record, id) SELECT revision + 1, 'user', OLD.id FROM policy_revision;
END;

DROP TRIGGER groups_insert_counts;
CREATE TRIGGER groups_insert_counts AFTER INSERT ON groups BEGIN
    INSERT INTO policy_changes (revision, record, id) SELECT revision + 1, '', '' FROM policy_revision;
END;

DROP TRIGGER groups_update_counts;
CREATE TRIGGER groups_update_counts AFTER UPDATE ON groups BEGIN
    INSERT INTO policy_changes (revision, record, id) SELECT revision + 1, '', '' FROM policy_revision;
END;

DROP TRIGGER groups_delete_counts;
CREATE TRIGGER groups_delete_counts AFTER DELETE ON groups BEGIN
    INSERT INTO policy_changes (revision, record, id) SELECT revision + 1, '', '' FROM policy_revision;
END;

DROP TRIGGER memberships_insert_counts;
CREATE TRIGGER memberships_insert_counts AFTER INSERT ON memberships BEGIN
    INSERT INTO policy_changes (revision, record, id) SELECT revision + 1, 'user', NEW.user_id FROM policy_revision;
END;

DROP TRIGGER memberships_update_counts;
CREATE TRIGGER memberships_update_counts AFTER UPDATE ON memberships BEGIN
    INSERT INTO policy_changes (revision, record, id) SELECT revision + 1, 'user', NEW.user_id FROM policy_revision;
END;

DROP TRIGGER memberships_delete_counts;
CREATE TRIGGER memberships_delete_counts AFTER DELETE ON memberships BEGIN
    INSERT INTO policy_changes (revision, record, id) SELECT revision + 1, 'user', OLD.user_id FROM policy_revision;
END;

DROP TRIGGER accesses_insert_counts;
CREATE TRIGGER accesses_insert_counts AFTER INSERT ON accesses BEGIN
    INSERT INTO policy_changes (revision, record, id) SELECT revision + 1, 'access', NEW.id FROM policy_revision;
END;

DROP TRIGGER accesses_update_counts;
CREATE TRIGGER accesses_update_counts AFTER UPDATE ON accesses BEGIN
    INSERT INTO policy_changes (revision, record, id) SELECT revision + 1, 'access', NEW.id FROM policy_revision;
END;

DROP TRIGGER accesses_delete_counts;
CREATE TRIGGER accesses_delete_counts AFTER DELETE ON accesses BEGIN
    INSERT INTO policy_changes (revision, record, id) SELECT revision + 1, 'access', OLD.id FROM policy_revision;
END;

DROP TRIGGER refresh_tokens_delete_counts;
CREATE TRIGGER refresh_tokens_delete_counts AFTER DELETE ON refresh_tokens BEGIN
    INSERT INTO policy_changes (revision, record, id) SELECT revision + 1, '', '' FROM policy_revision;
END;
