//! The store keeps the promises of the port.

use custom_store::RedbStore;

ports::store_conformance!({
    let folder = tempfile::tempdir().unwrap();
    (RedbStore::open(&folder.path().join("store.redb")).unwrap(), folder)
});
