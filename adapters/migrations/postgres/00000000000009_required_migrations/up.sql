-- What a program must know to work with these tables: each migration that is named here. One that takes
-- away or asks for what earlier programs do not expect names the first migration whose programs do without.
CREATE TABLE required_migrations (
    version TEXT COLLATE "C" NOT NULL PRIMARY KEY
);

-- Programs before this one look at no such list, and refuse whatever they do not know.
INSERT INTO required_migrations VALUES ('00000000000009');
