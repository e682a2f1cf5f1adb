//! Commands that need no store.

use crate::harness::program::call;

#[test]
fn openapi_prints_the_description_of_the_api() {
    assert_eq!(call(&["openapi"]).printed(), include_str!("../../../openapi.yaml"));
}

#[test]
fn a_command_that_does_not_exist_is_answered_by_one_that_does() {
    let complaint = call(&["opnapi"]).complained(2);
    assert!(complaint.contains("'openapi'"), "{complaint}");
}
