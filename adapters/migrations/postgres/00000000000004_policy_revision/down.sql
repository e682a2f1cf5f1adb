DROP TRIGGER refresh_tokens_count ON refresh_tokens;
DROP TRIGGER accesses_count ON accesses;
DROP TRIGGER memberships_count ON memberships;
DROP TRIGGER groups_count ON groups;
DROP TRIGGER users_count ON users;
DROP FUNCTION count_policy_change;
DROP TABLE policy_revision;
