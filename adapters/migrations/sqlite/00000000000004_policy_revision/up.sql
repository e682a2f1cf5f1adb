-- Whoever keeps a copy of users, groups and accesses for quick decisions sees by this number that the
-- copy is outdated. Triggers count, so that no statement can forget to.

CREATE TABLE policy_revision (
    only_row INTEGER NOT NULL PRIMARY KEY CHECK (only_row = 1),
    revision INTEGER NOT NULL
) STRICT;

INSERT INTO policy_revision (only_row, revision) VALUES (1, 1);

CREATE TRIGGER users_insert_counts AFTER INSERT ON users BEGIN
    UPDATE policy_revision SET revision = revision + 1;
END;

CREATE TRIGGER users_update_counts AFTER UPDATE ON users BEGIN
    UPDATE policy_revision SET revision = revision + 1;
END;

CREATE TRIGGER users_delete_counts AFTER DELETE ON users BEGIN
    UPDATE policy_revision SET revision = revision + 1;
END;

CREATE TRIGGER groups_insert_counts AFTER INSERT ON groups BEGIN
    UPDATE policy_revision SET revision = revision + 1;
END;

CREATE TRIGGER groups_update_counts AFTER UPDATE ON groups BEGIN
    UPDATE policy_revision SET revision = revision + 1;
END;

CREATE TRIGGER groups_delete_counts AFTER DELETE ON groups BEGIN
    UPDATE policy_revision SET revision = revision + 1;
END;

CREATE TRIGGER memberships_insert_counts AFTER INSERT ON memberships BEGIN
    UPDATE policy_revision SET revision = revision + 1;
END;

CREATE TRIGGER memberships_update_counts AFTER UPDATE ON memberships BEGIN
    UPDATE policy_revision SET revision = revision + 1;
END;

CREATE TRIGGER memberships_delete_counts AFTER DELETE ON memberships BEGIN
    UPDATE policy_revision SET revision = revision + 1;
END;

CREATE TRIGGER accesses_insert_counts AFTER INSERT ON accesses BEGIN
    UPDATE policy_revision SET revision = revision + 1;
END;

CREATE TRIGGER accesses_update_counts AFTER UPDATE ON accesses BEGIN
    UPDATE policy_revision SET revision = revision + 1;
END;

CREATE TRIGGER accesses_delete_counts AFTER DELETE ON accesses BEGIN
    UPDATE policy_revision SET revision = revision + 1;
END;

CREATE TRIGGER refresh_tokens_delete_counts AFTER DELETE ON refresh_tokens BEGIN
    UPDATE policy_revision SET revision = revision + 1;
END;
