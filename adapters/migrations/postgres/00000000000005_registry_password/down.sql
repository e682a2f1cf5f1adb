ALTER TABLE users DROP COLUMN registry_password;
