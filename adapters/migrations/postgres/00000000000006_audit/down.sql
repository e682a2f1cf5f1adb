DROP TABLE audit_writers;
DROP TABLE audit_log;
