-- Nothing here: `tag_texts` finds what PostgreSQL finds by a table of the names that tags have.
SELECT 1;
