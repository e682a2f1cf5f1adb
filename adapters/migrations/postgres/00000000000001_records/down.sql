DROP TABLE secrets;
DROP TABLE refresh_tokens;
DROP TABLE sessions;
DROP TABLE accesses;
DROP TABLE memberships;
DROP TABLE groups;
DROP TABLE users;
