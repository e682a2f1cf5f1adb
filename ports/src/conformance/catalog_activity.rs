use domain::catalog::{Activity, DayActivity};
use time::Duration;

use super::samples::moment;
use super::writing;
use crate::Store;

pub async fn what_is_done_is_counted_by_day(store: &dyn Store) {
    let mut unit = writing(store).await;
    let today = moment(0);
    let yesterday = today - Duration::DAY;
    for (activity, at) in [
        (Activity::Push, today),
        (Activity::Pull, yesterday),
        (Activity::Pull, today),
        (Activity::Pull, today),
        (Activity::Push, today - Duration::days(9)),
    ] {
        unit.catalog().count_activity(activity, at).await.unwrap();
    }
    let counted = unit.catalog().activity(yesterday.date()).await.unwrap();
    let expected = [
        DayActivity { day: yesterday.date(), pushes: 0, pulls: 1 },
        DayActivity { day: today.date(), pushes: 1, pulls: 2 },
    ];
    assert_eq!(counted, expected);
}
