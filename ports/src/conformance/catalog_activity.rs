use domain::catalog::{Activity, DayActivity};
use time::Duration;

use super::samples::moment;
use super::writing;
use crate::Store;

pub async fn what_is_done_is_counted_by_day(store: &dyn Store) {
    let mut unit = writing(store).await;
    let today = moment(0);
    let yesterday = today - Duration::DAY;
    for (activity, times, at) in [
        (Activity::Push, 1, today),
        (Activity::Pull, 1, yesterday),
        (Activity::Pull, 1, today),
        (Activity::Pull, 3, today),
        (Activity::Push, 7, today - Duration::days(9)),
    ] {
        unit.catalog().count_activity(activity, times, at).await.unwrap();
    }
    let counted = unit.catalog().activity(yesterday.date()).await.unwrap();
    let expected = [
        DayActivity { day: yesterday.date(), pushes: 0, pulls: 1 },
        DayActivity { day: today.date(), pushes: 1, pulls: 4 },
    ];
    assert_eq!(counted, expected);
}
