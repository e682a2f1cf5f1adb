DROP TRIGGER removed_names_counted ON tags;
DROP TRIGGER added_names_counted ON tags;
DROP FUNCTION count_removed_names;
DROP FUNCTION count_added_names;
DROP INDEX tags_by_name;
DROP TABLE tag_names;
