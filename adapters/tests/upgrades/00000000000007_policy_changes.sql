UPDATE groups SET description = 'who builds, and more' WHERE name = 'team';
