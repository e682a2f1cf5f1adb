//! Which user the program is in a container.

use crate::harness::container::{Container, ContainerImage, Folders};

/// Bit 10 of the kernel's set: `CAP_NET_BIND_SERVICE`.
const PORTS_ONLY: &str = "0000000000000400";
const NOTHING: &str = "0000000000000000";

#[test]
fn it_is_user_1001_with_low_ports_and_nothing_else() {
    let Some(image) = ContainerImage::new() else { return };
    let container = image.serve(Folders::of(1001), &[]);
    assert_is(&container, 1001, PORTS_ONLY);
    for set in ["CapPrm", "CapBnd", "CapAmb"] {
        assert_eq!(container.status(set), PORTS_ONLY, "{set}");
    }
    assert_eq!(container.status("NoNewPrivs"), "1");
    assert_eq!(container.status("Groups"), "");
}

#[test]
fn app_uid_names_another_one() {
    let Some(image) = ContainerImage::new() else { return };
    let container = image.serve(Folders::of(2002), &["--env=APP_UID=2002"]);
    assert_is(&container, 2002, PORTS_ONLY);
}

#[test]
fn the_engine_may_name_one_and_then_nothing_is_left_to_give_up() {
    let Some(image) = ContainerImage::new() else { return };
    let container = image.serve(Folders::of(3003), &["--user=3003:3003", "--cap-drop=ALL", "--read-only"]);
    assert_is(&container, 3003, NOTHING);
}

#[test]
fn folders_of_somebody_else_are_given_to_it() {
    let Some(image) = ContainerImage::new() else { return };
    let folders = Folders::of(0);
    std::fs::write(folders.path("data").join("old"), "").unwrap();
    let container = image.serve(folders, &["--env=APP_UID=2002"]);
    assert_is(&container, 2002, PORTS_ONLY);
}

#[test]
fn volumes_that_the_engine_makes_are_given_to_it() {
    let Some(image) = ContainerImage::new() else { return };
    let container = image.serve_alone(&["--env=APP_UID=2002", "--health-interval=300ms"]);
    assert_eq!(container.health(), "healthy", "{}", container.log());
    assert_eq!(container.status("Uid"), "2002 2002 2002 2002");
}

#[test]
fn a_user_that_is_no_number_is_refused() {
    let Some(image) = ContainerImage::new() else { return };
    for user in ["root", "-1", "1001 0", "0x0"] {
        let refused = image.run(&["--env", &format!("APP_UID={user}")], &["--version"]);
        assert!(!refused.ok && refused.text.contains("APP_UID is not a number"), "{refused:?}");
    }
}

fn assert_is(container: &Container, user: u32, capabilities: &str) {
    assert_eq!(container.status("Uid"), format!("{user} {user} {user} {user}"));
    assert_eq!(container.status("Gid"), format!("{user} {user} {user} {user}"));
    assert_eq!(container.status("CapEff"), capabilities);
    for folder in ["certs", "data"] {
        let owners = container.folders.owners(folder);
        assert!(owners.len() > 1 && owners.iter().all(|(_, owner, _)| *owner == user), "{owners:?}");
    }
    let key = container.folders.owners("certs").into_iter().find(|(name, _, _)| name == "registry_auth.key");
    assert_eq!(key, Some(("registry_auth.key".to_owned(), user, 0o600)));
}
