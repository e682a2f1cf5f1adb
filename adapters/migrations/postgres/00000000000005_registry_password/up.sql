-- What the registry's htpasswd file needs of a password: its bcrypt hash. None while the password
-- has not been told since the registry checks passwords itself.
ALTER TABLE users ADD COLUMN registry_password TEXT COLLATE "C";
