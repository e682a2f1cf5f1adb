use super::writing;
use crate::Store;

pub async fn the_first_secret_of_a_name_stays(store: &dyn Store) {
    let mut unit = writing(store).await;
    assert_eq!(unit.secrets().find_or_insert("sessions", b"first").await.unwrap(), b"first");
    assert_eq!(unit.secrets().find_or_insert("sessions", b"second").await.unwrap(), b"first");
    assert_eq!(unit.secrets().find_or_insert("Sessions", b"other").await.unwrap(), b"other");
    unit.commit().await.unwrap();

    let mut unit = writing(store).await;
    assert_eq!(unit.secrets().find_or_insert("sessions", b"third").await.unwrap(), b"first");
}

pub async fn a_secret_is_kept_byte_for_byte(store: &dyn Store) {
    let every_byte: Vec<u8> = (0..=255).collect();
    let mut unit = writing(store).await;
    unit.secrets().find_or_insert("o'name", &every_byte).await.unwrap();
    assert_eq!(unit.secrets().find_or_insert("empty", b"").await.unwrap(), b"");
    assert_eq!(unit.secrets().find_or_insert("o'name", b"").await.unwrap(), every_byte);
    assert_eq!(unit.secrets().find_or_insert("empty", b"x").await.unwrap(), b"");
}

pub async fn a_secret_can_be_replaced(store: &dyn Store) {
    let mut unit = writing(store).await;
    unit.secrets().replace("key", b"nothing to replace").await.unwrap();
    unit.secrets().find_or_insert("key", b"old").await.unwrap();
    unit.secrets().replace("key", b"new").await.unwrap();
    unit.secrets().replace("other", b"none").await.unwrap();
    assert_eq!(unit.secrets().find_or_insert("key", b"x").await.unwrap(), b"new");
}
