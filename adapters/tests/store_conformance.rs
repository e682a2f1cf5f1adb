//! Every store of this crate keeps the promises of the port.

mod memory {
    use adapters::MemoryStore;

    ports::store_conformance!(MemoryStore::default());
}

mod diesel {
    use adapters::DieselStore;

    ports::store_conformance!({
        let folder = tempfile::tempdir().unwrap();
        (DieselStore::open(&folder.path().join("store.db")).await.unwrap(), folder)
    });
}
