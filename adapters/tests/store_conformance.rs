//! Every store of this crate keeps the promises of the port.

mod memory {
    use adapters::MemoryStore;

    ports::store_conformance!(MemoryStore::default());
}

mod sqlite {
    use adapters::SqliteStore;

    ports::store_conformance!({
        let folder = tempfile::tempdir().unwrap();
        (SqliteStore::open(&folder.path().join("store.db")).await.unwrap(), folder)
    });
}

mod postgres {
    use adapters::{PostgresSettings, PostgresStore};

    ports::store_conformance!({
        let database = postgres_cluster::database();
        let settings = PostgresSettings { url: database.url(), pool_size: 4.try_into().unwrap() };
        (PostgresStore::open(&settings).await.unwrap(), database)
    });
}
