//! Who may not delete, and where nobody may.

use serde_json::json;

use crate::harness::api::person;
use crate::harness::{Content, Stage};

#[test]
fn who_may_not_delete_does_not() {
    let stage = Stage::set();
    let admin = stage.server.admin();
    let image = Content::image("an image");
    let remote = stage.registry.remote("team/app");
    remote.push(&image, "1");
    admin.create_user_with("reader", "team/*", &["pull", "push"]);
    admin.create_user_with("remover", "team/*", &["pull", "delete"]);
    admin.create_user("stranger", json!({}));
    admin.create_user("manager", json!({ "role": "manager" }));
    admin.sync();

    let what = json!({ "repository": "team/app", "digests": [image.digest()] });
    let plan = admin.deletion(&what).expect(200).json()["plan"].take();
    let order = json!({ "repository": "team/app", "digests": [image.digest()], "plan": plan });
    for (login, status) in [("reader", 403), ("manager", 403), ("stranger", 404)] {
        let caller = stage.server.caller(person(login));
        caller.deletion(&what).expect(status);
        caller.deletion(&order).expect(status);
    }
    assert_eq!(remote.tags(), ["1"]);
    stage.server.caller(person("remover")).delete_as_previewed(&what);
    assert_eq!(remote.tags(), [""; 0]);
}

#[test]
fn nothing_goes_where_the_registry_allows_no_deletion() {
    let stage = Stage::set_without_deletion();
    let admin = stage.server.admin();
    let image = Content::image("an image");
    let remote = stage.registry.remote("team/app");
    ["1", "latest"].iter().for_each(|tag| remote.push(&image, tag));
    admin.sync();
    for what in [json!({ "tags": ["1"] }), json!({ "digests": [image.digest()] }), json!({ "everything": true })] {
        let mut what = what;
        what["repository"] = json!("team/app");
        what["plan"] = admin.deletion(&what).expect(200).json()["plan"].take();
        let refused = admin.deletion(&what).expect(409).json();
        assert_eq!(refused["code"], "delete_disabled");
    }
    assert_eq!(remote.digest("1"), Some(image.digest()));
    assert_eq!(admin.tags("team/app"), ["1", "latest"]);
    assert_eq!(admin.sync()["drift"], 0);
}
