use domain::catalog::TagId;

use super::catalog_repositories::views;
use super::catalog_samples::{
    adding, any_tag, apply, digest, found_tag, image, pull, repository, seen_through, tag, tags,
};
use super::samples::moment;
use super::writing;
use crate::{Direction, Store, TagFilter, TagSort, UnitOfWork, Window};

pub async fn only_what_may_be_seen_is_listed(store: &dyn Store) {
    let mut unit = writing(store).await;
    let (_, all) = views().swap_remove(0);
    for name in all {
        apply(&mut *unit, name, &adding(vec![image(1, &[11])], &[("t", 1), ("tuv", 1)]), 0).await;
    }
    for (visible, names) in views() {
        for (text, suffixes) in [(None, vec!["t", "tuv"]), (Some("tuv"), vec!["tuv"]), (Some("u"), vec!["tuv"])] {
            let filter = TagFilter { visible: visible.clone(), text: text.map(str::to_owned), ..any_tag() };
            let expected: Vec<_> =
                names.iter().flat_map(|name| suffixes.iter().map(move |tag| format!("{name}:{tag}"))).collect();
            assert_eq!(tags(&mut *unit, &filter, &[]).await, expected, "{filter:?}");
        }
    }
}

async fn fill(unit: &mut dyn UnitOfWork) {
    let images = || vec![image(1, &[50]), image(2, &[10]), image(3, &[90])];
    apply(unit, "b/x", &adding(images(), &[("v1", 1), ("V2.0", 2), ("x_1", 1)]), 5).await;
    apply(unit, "a/web", &adding(images(), &[("latest", 3), ("007", 1)]), 7).await;
    apply(unit, "b", &adding(images(), &[("v1", 2)]), 6).await;
}

pub async fn filters_take_what_fits_in_every_field(store: &dyn Store) {
    let mut unit = writing(store).await;
    fill(&mut *unit).await;
    let ids = vec![found_tag(&mut *unit, "b", "v1").await.id, found_tag(&mut *unit, "a/web", "007").await.id];
    let within = |name: &str| TagFilter { repository: Some(repository(name)), ..any_tag() };
    let of = |number| TagFilter { digest: Some(digest(number)), ..any_tag() };
    let before = |at| TagFilter { pushed_before: Some(moment(at)), ..any_tag() };
    let after = |at| TagFilter { pushed_after: Some(moment(at)), ..any_tag() };
    let cases: [(TagFilter, &[&str]); 14] = [
        (any_tag(), &["b/x:v1", "b/x:V2.0", "b/x:x_1", "a/web:latest", "a/web:007", "b:v1"]),
        (TagFilter { ids: ids.clone(), ..any_tag() }, &["a/web:007", "b:v1"]),
        (TagFilter { ids: vec![TagId(-5)], ..any_tag() }, &[]),
        (TagFilter { ids: ids.clone(), visible: seen_through(&["a/*"], None), ..any_tag() }, &["a/web:007"]),
        (TagFilter { ids, ..within("b") }, &["b:v1"]),
        (within("b"), &["b:v1"]),
        (within("none"), &[]),
        (TagFilter { visible: seen_through(&["a/*"], None), ..within("b") }, &[]),
        (of(1), &["b/x:v1", "b/x:x_1", "a/web:007"]),
        (of(99), &[]),
        (TagFilter { repository: Some(repository("a/web")), text: Some("0".to_owned()), ..of(1) }, &["a/web:007"]),
        (before(6), &["b/x:v1", "b/x:V2.0", "b/x:x_1"]),
        (after(6), &["a/web:latest", "a/web:007", "b:v1"]),
        (TagFilter { pushed_before: Some(moment(7)), ..after(6) }, &["b:v1"]),
    ];
    for (filter, expected) in cases {
        assert_eq!(tags(&mut *unit, &filter, &[]).await, expected, "{filter:?}");
    }
}

pub async fn text_is_found_literally_in_any_case(store: &dyn Store) {
    let mut unit = writing(store).await;
    fill(&mut *unit).await;
    let long = "v".repeat(60_000);
    let cases: [(&str, &[&str]); 25] = [
        ("v", &["b/x:v1", "b/x:V2.0", "b:v1"]),
        ("V1", &["b/x:v1", "b:v1"]),
        ("v2.0", &["b/x:V2.0"]),
        ("_", &["b/x:x_1"]),
        ("x_1", &["b/x:x_1"]),
        ("x%1", &[]),
        ("%", &[]),
        (".", &["b/x:V2.0"]),
        (":", &["b/x:v1", "b/x:V2.0", "b/x:x_1", "a/web:latest", "a/web:007", "b:v1"]),
        (":v", &["b/x:v1", "b/x:V2.0", "b:v1"]),
        ("b:", &["a/web:latest", "a/web:007", "b:v1"]),
        ("B:V", &["b:v1"]),
        ("web:LAT", &["a/web:latest"]),
        ("a/web:007", &["a/web:007"]),
        ("WEB", &["a/web:latest", "a/web:007"]),
        ("b/x", &["b/x:v1", "b/x:V2.0", "b/x:x_1"]),
        ("a/web:latest2", &[]),
        ("\"", &[]),
        ("we\"b", &[]),
        ("web OR x", &[]),
        ("web*", &[]),
        ("ſ_1", &[]),
        ("we\0b", &[]),
        (&long, &[]),
        ("", &["b/x:v1", "b/x:V2.0", "b/x:x_1", "a/web:latest", "a/web:007", "b:v1"]),
    ];
    for (text, expected) in cases {
        let filter = TagFilter { text: Some(text.to_owned()), ..any_tag() };
        assert_eq!(tags(&mut *unit, &filter, &[]).await, expected, "{text:?}");
    }
    let everything = seen_through(&["b/*"], None);
    let filter = TagFilter { visible: everything, text: Some("b/x:v".to_owned()), ..any_tag() };
    assert_eq!(tags(&mut *unit, &filter, &[]).await, ["b/x:v1", "b/x:V2.0"]);

    let gone = crate::RepositoryChanges { removed_tags: vec![tag("v1")], ..crate::RepositoryChanges::default() };
    apply(&mut *unit, "b/x", &gone, 8).await;
    let filter = TagFilter { text: Some("x:v".to_owned()), ..any_tag() };
    assert_eq!(tags(&mut *unit, &filter, &[]).await, ["b/x:V2.0"]);
}

/// An order, and what it makes of a list.
type Sorted<'a> = (&'a [(TagSort, Direction)], [&'static str; 6]);

pub async fn lists_are_sorted_by_any_key_then_by_id(store: &dyn Store) {
    let mut unit = writing(store).await;
    fill(&mut *unit).await;
    pull(&mut *unit, "a/web", 3, 8).await;
    pull(&mut *unit, "b", 2, 9).await;
    pull(&mut *unit, "b", 2, 9).await;

    let (up, down) = (Direction::Ascending, Direction::Descending);
    let cases: [Sorted<'_>; 12] = [
        (&[(TagSort::Name, up)], ["a/web:007", "a/web:latest", "b:v1", "b/x:V2.0", "b/x:v1", "b/x:x_1"]),
        (&[(TagSort::Name, down)], ["b/x:x_1", "b/x:v1", "b/x:V2.0", "b:v1", "a/web:latest", "a/web:007"]),
        (&[(TagSort::Size, up)], ["b/x:V2.0", "b:v1", "b/x:v1", "b/x:x_1", "a/web:007", "a/web:latest"]),
        (&[(TagSort::Size, down)], ["a/web:latest", "b/x:v1", "b/x:x_1", "a/web:007", "b/x:V2.0", "b:v1"]),
        (&[(TagSort::PushedAt, up)], ["b/x:v1", "b/x:V2.0", "b/x:x_1", "b:v1", "a/web:latest", "a/web:007"]),
        (&[(TagSort::PushedAt, down)], ["a/web:latest", "a/web:007", "b:v1", "b/x:v1", "b/x:V2.0", "b/x:x_1"]),
        (&[(TagSort::Pulls, up)], ["b/x:v1", "b/x:V2.0", "b/x:x_1", "a/web:007", "a/web:latest", "b:v1"]),
        (&[(TagSort::Pulls, down)], ["b:v1", "a/web:latest", "b/x:v1", "b/x:V2.0", "b/x:x_1", "a/web:007"]),
        (&[(TagSort::PulledAt, up)], ["b/x:v1", "b/x:V2.0", "b/x:x_1", "a/web:007", "a/web:latest", "b:v1"]),
        (&[(TagSort::PulledAt, down)], ["b:v1", "a/web:latest", "b/x:v1", "b/x:V2.0", "b/x:x_1", "a/web:007"]),
        (
            &[(TagSort::Pulls, down), (TagSort::Name, up)],
            ["b:v1", "a/web:latest", "a/web:007", "b/x:V2.0", "b/x:v1", "b/x:x_1"],
        ),
        (
            &[(TagSort::PushedAt, down), (TagSort::Size, up)],
            ["a/web:007", "a/web:latest", "b:v1", "b/x:V2.0", "b/x:v1", "b/x:x_1"],
        ),
    ];
    for (order, expected) in cases {
        assert_eq!(tags(&mut *unit, &any_tag(), order).await, expected, "{order:?}");
    }
}

pub async fn windows_cut_lists(store: &dyn Store) {
    let mut unit = writing(store).await;
    fill(&mut *unit).await;
    let filters = [
        any_tag(),
        TagFilter { visible: seen_through(&["b", "a/*"], None), ..any_tag() },
        TagFilter { text: Some("v".to_owned()), ..any_tag() },
        TagFilter { text: Some(":v1".to_owned()), ..any_tag() },
        TagFilter { repository: Some(repository("b/x")), ..any_tag() },
        TagFilter { pushed_after: Some(moment(6)), ..any_tag() },
        TagFilter { pushed_before: Some(moment(7)), ..any_tag() },
    ];
    let sorts = [TagSort::Name, TagSort::Size, TagSort::PushedAt, TagSort::Pulls, TagSort::PulledAt];
    let directions = [Direction::Ascending, Direction::Descending];
    let orders = sorts.into_iter().flat_map(|sort| directions.map(|direction| vec![(sort, direction)]));
    for order in orders.chain([vec![]]) {
        for filter in &filters {
            let all = tags(&mut *unit, filter, &order).await;
            for (offset, limit) in (0..8).flat_map(|offset| (0..4).map(move |limit| (offset, limit))) {
                let page = unit.catalog().tags(filter, &order, Window { offset, limit }).await.unwrap();
                assert_eq!(page.total, all.len() as u64);
                let names = page.items.iter().map(|tag| format!("{}:{}", tag.repository, tag.name));
                let expected: Vec<_> = all.iter().skip(offset as usize).take(limit as usize).cloned().collect();
                assert_eq!(names.collect::<Vec<_>>(), expected, "{filter:?} {order:?} {offset} {limit}");
            }
        }
    }
    let beyond = Window { offset: u64::MAX, limit: u64::MAX };
    assert!(unit.catalog().tags(&any_tag(), &vec![], beyond).await.unwrap().items.is_empty());
}

/// Tags `t0`, `t1` and so on, so many in each repository.
async fn fill_with_many(unit: &mut dyn UnitOfWork) {
    for (name, count) in [("b", 3), ("c/none", 0), ("c/many", 200), ("t12/x", 60), ("a", 1)] {
        let numbered: Vec<_> = (0..count).map(|number| format!("t{number}")).collect();
        let numbered: Vec<_> = numbered.iter().map(|name| (name.as_str(), 1)).collect();
        apply(unit, name, &adding(vec![image(1, &[11])], &numbered), 0).await;
    }
}

/// Checks some pages of the list against the whole list, which is `all`.
async fn must_cut(unit: &mut dyn UnitOfWork, filter: &TagFilter, order: &Vec<(TagSort, Direction)>, all: &[String]) {
    for offset in [0, 1, 2, 3, 4, 60, 99, 100, 140, 196, 200] {
        for limit in [1, 7] {
            let page = unit.catalog().tags(filter, order, Window { offset, limit }).await.unwrap();
            assert_eq!(page.total, all.len() as u64, "{filter:?}");
            let names: Vec<_> = page.items.iter().map(|tag| format!("{}:{}", tag.repository, tag.name)).collect();
            let expected: Vec<_> = all.iter().skip(offset as usize).take(limit as usize).cloned().collect();
            assert_eq!(names, expected, "{filter:?} {order:?} {offset} {limit}");
        }
    }
}

const DIRECTIONS: [Direction; 2] = [Direction::Ascending, Direction::Descending];

pub async fn windows_cut_long_lists_by_name(store: &dyn Store) {
    let mut unit = writing(store).await;
    fill_with_many(&mut *unit).await;
    let filters = [
        any_tag(),
        TagFilter { visible: seen_through(&["b", "c/*"], None), ..any_tag() },
        TagFilter { repository: Some(repository("c/many")), ..any_tag() },
    ];
    for filter in filters {
        for order in DIRECTIONS.map(|direction| vec![(TagSort::Name, direction)]) {
            let all = tags(&mut *unit, &filter, &order).await;
            assert!(all.len() >= 200);
            must_cut(&mut *unit, &filter, &order, &all).await;
        }
    }
}

/// Few of many, many of many, all of a repository, across the colon, and none.
const PARTS: [&str; 12] = ["t", "t1", "T1", "t12", "t12/x", "T19", "t199", "x:t5", "b:t", "any:t1", "many", "t1999"];

pub async fn text_is_found_by_whoever_sees_much_or_little(store: &dyn Store) {
    let mut unit = writing(store).await;
    fill_with_many(&mut *unit).await;
    let views = [
        any_tag().visible,
        seen_through(&["c/*", "b"], None),
        seen_through(&["b", "t12/*"], None),
        seen_through(&["a"], None),
    ];
    for visible in views {
        for order in [TagSort::Name, TagSort::PushedAt]
            .into_iter()
            .flat_map(|sort| DIRECTIONS.map(|direction| vec![(sort, direction)]))
        {
            let filter = TagFilter { visible: visible.clone(), ..any_tag() };
            let seen = tags(&mut *unit, &filter, &order).await;
            for part in PARTS {
                let filter = TagFilter { text: Some(part.to_owned()), ..filter.clone() };
                let all: Vec<_> = seen.iter().filter(|tag| tag.contains(&part.to_lowercase())).cloned().collect();
                must_cut(&mut *unit, &filter, &order, &all).await;
            }
        }
    }
}
