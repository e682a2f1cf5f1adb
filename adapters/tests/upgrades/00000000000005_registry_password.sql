UPDATE users SET registry_password = '$2y$10$LO.vzwpWC5LZGqThvEfznu8qhb5SGqvBSWY1J3yZ4AxtMRZ3kN5jC' WHERE login = 'alice';
