use domain::Failed;

use super::samples::moment;
use super::{reading, writing};
use crate::Store;

pub async fn the_latest_is_what_is_known_of_a_subject(store: &dyn Store) {
    let mut unit = writing(store).await;
    assert_eq!(unit.failures().find("account:alice").await.unwrap(), None);
    let first = Failed { count: 1, last_at: moment(1) };
    unit.failures().put("account:alice", first, moment(10)).await.unwrap();
    unit.failures().put("account:Alice", Failed { count: 7, last_at: moment(2) }, moment(10)).await.unwrap();
    let second = Failed { count: 2, last_at: moment(3) };
    unit.failures().put("account:alice", second, moment(11)).await.unwrap();
    unit.commit().await.unwrap();

    let mut unit = reading(store).await;
    assert_eq!(unit.failures().find("account:alice").await.unwrap(), Some(second));
    assert_eq!(unit.failures().find("alice").await.unwrap(), None);
}

pub async fn what_is_old_is_forgotten(store: &dyn Store) {
    let mut unit = writing(store).await;
    let failed = Failed { count: 1, last_at: moment(1) };
    unit.failures().put("a", failed, moment(10)).await.unwrap();
    unit.failures().put("b", failed, moment(11)).await.unwrap();
    assert_eq!(unit.failures().forget(moment(10)).await.unwrap(), 1);
    assert_eq!(unit.failures().find("a").await.unwrap(), None);
    assert_eq!(unit.failures().find("b").await.unwrap(), Some(failed));
}
