INSERT INTO sync_status VALUES (1, '{}');
