use domain::catalog::Visibility;

use super::catalog_samples::{
    adding, any_repository, apply, found, image, pull, repositories, repository, seen_through,
};
use super::writing;
use crate::{Direction, RepositoryFilter, RepositorySort, Store, UnitOfWork, Window};

const NAMES: [&str; 9] =
    ["a", "a/b", "a/b/c", "a-b/c", "home/alice/web", "home/bob/web", "host:5000/a/b", "x_y/b", "x.y/b"];

async fn fill(unit: &mut dyn UnitOfWork) {
    for name in NAMES {
        apply(unit, name, &adding(vec![image(1, &[11])], &[("t", 1)]), 0).await;
    }
}

/// What somebody may see, and the names of it.
pub(super) fn views() -> Vec<(Visibility, Vec<&'static str>)> {
    let view = |patterns: &[&str], login, names: &[&'static str]| (seen_through(patterns, login), names.to_vec());
    vec![
        (Visibility::Everything, NAMES.into()),
        view(&[], None, &[]),
        view(&["a"], None, &["a"]),
        view(&["a/*"], None, &["a/b"]),
        view(&["a/**"], None, &["a/b", "a/b/c"]),
        view(&["**"], None, &NAMES),
        view(&["*"], None, &["a"]),
        view(&["*/b"], None, &["a/b", "x_y/b", "x.y/b"]),
        view(&["*/*/**"], None, &["a/b/c", "home/alice/web", "home/bob/web", "host:5000/a/b"]),
        view(&["a/*/c"], None, &["a/b/c"]),
        view(&["host:5000/**"], None, &["host:5000/a/b"]),
        view(&["x_y/*"], None, &["x_y/b"]),
        view(&["home/{login}/**"], Some("alice"), &["home/alice/web"]),
        view(&["home/{login}/**"], Some("ALICE"), &[]),
        view(&["home/{login}/**", "{login}"], None, &[]),
        view(&["a/b", "a/*", "a/**", "home/*/*", "none/**"], None, &["a/b", "a/b/c", "home/alice/web", "home/bob/web"]),
    ]
}

pub async fn only_what_may_be_seen_is_listed(store: &dyn Store) {
    let mut unit = writing(store).await;
    fill(&mut *unit).await;
    for (visible, expected) in views() {
        let filter = RepositoryFilter { visible, ..any_repository() };
        assert_eq!(repositories(&mut *unit, &filter, &[]).await, expected, "{filter:?}");
        let included = NAMES.into_iter().filter(|name| filter.visible.includes(&repository(name)));
        assert_eq!(included.collect::<Vec<_>>(), expected, "{filter:?}");
    }
}

pub async fn very_many_patterns_are_taken(store: &dyn Store) {
    let mut unit = writing(store).await;
    fill(&mut *unit).await;
    let mut patterns: Vec<_> =
        (0..2000).flat_map(|n| [format!("n{n}"), format!("n{n}/*"), format!("n{n}/**"), format!("*/n{n}")]).collect();
    patterns.push("a/*".to_owned());
    let patterns: Vec<_> = patterns.iter().map(String::as_str).collect();
    let filter = RepositoryFilter { visible: seen_through(&patterns, None), ..any_repository() };
    assert_eq!(repositories(&mut *unit, &filter, &[]).await, ["a/b"]);
}

pub async fn filters_take_what_fits_in_every_field(store: &dyn Store) {
    let mut unit = writing(store).await;
    fill(&mut *unit).await;
    let (one, other) = (found(&mut *unit, "a/b").await.id, found(&mut *unit, "x_y/b").await.id);
    let text = |text: &str| RepositoryFilter { text: Some(text.to_owned()), ..any_repository() };
    let cases: [(RepositoryFilter, &[&str]); 11] = [
        (
            RepositoryFilter { ids: vec![other, one, domain::catalog::RepositoryId(-5)], ..any_repository() },
            &["a/b", "x_y/b"],
        ),
        (RepositoryFilter { ids: vec![one], ..text("x") }, &[]),
        (
            RepositoryFilter { ids: vec![one, other], visible: seen_through(&["a/**"], None), ..any_repository() },
            &["a/b"],
        ),
        (RepositoryFilter { visible: seen_through(&["a/**"], None), ..text("C") }, &["a/b/c"]),
        (text("HOME/A"), &["home/alice/web"]),
        (text("_"), &["x_y/b"]),
        (text("."), &["x.y/b"]),
        (text("%"), &[]),
        (text("5000"), &["host:5000/a/b"]),
        (text("é"), &[]),
        (text(""), &NAMES),
    ];
    for (filter, expected) in cases {
        assert_eq!(repositories(&mut *unit, &filter, &[]).await, expected, "{filter:?}");
    }
}

/// An order, and what it makes of a list.
type Sorted<'a> = (&'a [(RepositorySort, Direction)], [&'static str; 4]);

pub async fn lists_are_sorted_by_any_key_then_by_id(store: &dyn Store) {
    let mut unit = writing(store).await;
    apply(&mut *unit, "b", &adding(vec![image(2, &[50])], &[("a", 2)]), 5).await;
    apply(&mut *unit, "d", &adding(vec![image(2, &[50])], &[("a", 2)]), 5).await;
    apply(&mut *unit, "a", &adding(vec![image(3, &[10])], &[]), 7).await;
    apply(&mut *unit, "c", &adding(vec![image(1, &[90])], &[("a", 1), ("b", 1)]), 6).await;
    pull(&mut *unit, "a", 3, 9).await;
    pull(&mut *unit, "a", 3, 9).await;
    pull(&mut *unit, "c", 1, 8).await;

    let (up, down) = (Direction::Ascending, Direction::Descending);
    let cases: [Sorted<'_>; 14] = [
        (&[], ["b", "d", "a", "c"]),
        (&[(RepositorySort::Name, up)], ["a", "b", "c", "d"]),
        (&[(RepositorySort::Name, down)], ["d", "c", "b", "a"]),
        (&[(RepositorySort::Size, up)], ["a", "b", "d", "c"]),
        (&[(RepositorySort::Size, down)], ["c", "b", "d", "a"]),
        (&[(RepositorySort::Tags, up)], ["a", "b", "d", "c"]),
        (&[(RepositorySort::Tags, down)], ["c", "b", "d", "a"]),
        (&[(RepositorySort::PushedAt, up)], ["b", "d", "c", "a"]),
        (&[(RepositorySort::PushedAt, down)], ["a", "c", "b", "d"]),
        (&[(RepositorySort::Pulls, up)], ["b", "d", "c", "a"]),
        (&[(RepositorySort::Pulls, down)], ["a", "c", "b", "d"]),
        (&[(RepositorySort::PulledAt, up)], ["b", "d", "c", "a"]),
        (&[(RepositorySort::PulledAt, down)], ["a", "c", "b", "d"]),
        (&[(RepositorySort::Size, up), (RepositorySort::Name, down)], ["a", "d", "b", "c"]),
    ];
    for (order, expected) in cases {
        assert_eq!(repositories(&mut *unit, &any_repository(), order).await, expected, "{order:?}");
    }
}

pub async fn windows_cut_lists(store: &dyn Store) {
    let mut unit = writing(store).await;
    fill(&mut *unit).await;
    let order = vec![(RepositorySort::Name, Direction::Descending)];
    let filter = RepositoryFilter { visible: seen_through(&["*/b", "a"], None), ..any_repository() };
    let cases: [(u64, u64, &[&str]); 5] =
        [(0, 2, &["x_y/b", "x.y/b"]), (3, 2, &["a"]), (4, 5, &[]), (0, 0, &[]), (u64::MAX, u64::MAX, &[])];
    for (offset, limit, expected) in cases {
        let page = unit.catalog().repositories(&filter, &order, Window { offset, limit }).await.unwrap();
        assert_eq!(page.total, 4);
        let names: Vec<_> = page.items.iter().map(|repository| repository.name.as_str()).collect();
        assert_eq!(names, expected, "{offset} {limit}");
    }
}
