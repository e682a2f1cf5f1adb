use super::{reading, writing};
use crate::Store;

pub async fn what_is_known_of_syncs_is_kept_or_never_told(store: &dyn Store) {
    assert_eq!(reading(store).await.catalog().sync_status().await.unwrap(), None);
    for status in ["first", "{\"the\": \"second's\"}"] {
        let mut unit = writing(store).await;
        unit.catalog().keep_sync_status(status).await.unwrap();
        unit.commit().await.unwrap();
        let told = reading(store).await.catalog().sync_status().await.unwrap();
        assert!(told.is_none_or(|told| told == status));
    }
}
