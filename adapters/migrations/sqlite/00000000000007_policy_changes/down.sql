DROP TRIGGER policy_changes_counts;

DROP TRIGGER users_insert_counts;
CREATE TRIGGER users_insert_counts AFTER INSERT ON users BEGIN
    UPDATE policy_revision SET revision = revision + 1;
END;

DROP TRIGGER users_update_counts;
CREATE TRIGGER users_update_counts AFTER UPDATE ON users BEGIN
    UPDATE policy_revision SET revision = revision + 1;
END;

DROP TRIGGER users_delete_counts;
CREATE TRIGGER users_delete_counts AFTER DELETE ON users BEGIN
    UPDATE policy_revision SET revision = revision + 1;
END;

DROP TRIGGER groups_insert_counts;
CREATE TRIGGER groups_insert_counts AFTER INSERT ON groups BEGIN
    UPDATE policy_revision SET revision = revision + 1;
END;

DROP TRIGGER groups_update_counts;
CREATE TRIGGER groups_update_counts AFTER UPDATE ON groups BEGIN
    UPDATE policy_revision SET revision = revision + 1;
END;

DROP TRIGGER groups_delete_counts;
CREATE TRIGGER groups_delete_counts AFTER DELETE ON groups BEGIN
    UPDATE policy_revision SET revision = revision + 1;
END;

DROP TRIGGER memberships_insert_counts;
CREATE TRIGGER memberships_insert_counts AFTER INSERT ON memberships BEGIN
    UPDATE policy_revision SET revision = revision + 1;
END;

DROP TRIGGER memberships_update_counts;
CREATE TRIGGER memberships_update_counts AFTER UPDATE ON memberships BEGIN
    UPDATE policy_revision SET revision = revision + 1;
END;

DROP TRIGGER memberships_delete_counts;
CREATE TRIGGER memberships_delete_counts AFTER DELETE ON memberships BEGIN
    UPDATE policy_revision SET revision = revision + 1;
END;

DROP TRIGGER accesses_insert_counts;
CREATE TRIGGER accesses_insert_counts AFTER INSERT ON accesses BEGIN
    UPDATE policy_revision SET revision = revision + 1;
END;

DROP TRIGGER accesses_update_counts;
CREATE TRIGGER accesses_update_counts AFTER UPDATE ON accesses BEGIN
    UPDATE policy_revision SET revision = revision + 1;
END;

DROP TRIGGER accesses_delete_counts;
CREATE TRIGGER accesses_delete_counts AFTER DELETE ON accesses BEGIN
    UPDATE policy_revision SET revision = revision + 1;
END;

DROP TRIGGER refresh_tokens_delete_counts;
CREATE TRIGGER refresh_tokens_delete_counts AFTER DELETE ON refresh_tokens BEGIN
    UPDATE policy_revision SET revision = revision + 1;
END;

DROP TABLE policy_changes;
