//! Secrets: from files, and never shown.

use crate::start::Start;

const SECRETS: [(&str, &str); 4] = [
    ("RA_STORE_ADMIN_PASSWORD", "store.admin_password"),
    ("RA_REGISTRY_PASSWORD", "registry.password"),
    ("RA_AUTH_TOKEN_SECRET", "auth.token_secret"),
    ("RA_STORE_POSTGRES_URL", "store.postgres.url"),
];

#[test]
fn each_can_be_read_from_a_file() {
    for (variable, key) in SECRETS {
        for (content, expected) in
            [("s3cret", "s3cret"), ("s3cret\n", "s3cret"), ("s3cret\r\n", "s3cret"), (" a\n\n", " a\n")]
        {
            let start = Start::new();
            let path = start.write("secret", content);
            let options = start.env(&format!("{variable}_FILE"), path).options();
            assert_eq!(options[key.replace('.', "_")], expected, "{variable} {content:?}");
        }
    }
}

#[test]
fn the_file_counts_as_environment() {
    let start = Start::new().yaml("store: {admin_password: from the file}");
    let path = start.write("secret", "from the secret");
    let start = start.env("RA_STORE_ADMIN_PASSWORD_FILE", path);
    assert_eq!(start.settings().store.admin_password.expose(), "from the secret");
    let start = start.arg("--store.admin-password=from the flag");
    assert_eq!(start.settings().store.admin_password.expose(), "from the flag");
}

#[test]
fn a_file_that_gives_no_secret_is_told() {
    for (variable, _) in SECRETS {
        let variable = format!("{variable}_FILE");
        let problems = Start::new().env(&variable, "/nowhere/secret").problems();
        assert!(problems[0].contains("/nowhere/secret") && problems[0].contains(&variable), "{problems:?}");
        let start = Start::new();
        let path = start.write("secret", "\n");
        let problems = start.env(&variable, path).problems();
        assert!(problems[0].contains("is empty"), "{problems:?}");
    }
}

#[test]
fn both_ways_at_once_are_told() {
    let start = Start::new().env("RA_AUTH_TOKEN_SECRET", "a");
    let path = start.write("secret", "b");
    let problems = start.env("RA_AUTH_TOKEN_SECRET_FILE", path).problems();
    assert!(problems[0].contains("RA_AUTH_TOKEN_SECRET and RA_AUTH_TOKEN_SECRET_FILE"), "{problems:?}");
}

#[test]
fn a_secret_that_yaml_takes_for_a_number_must_be_quoted() {
    let problems = Start::new().yaml("store: {admin_password: 007}").problems();
    assert!(problems[0].contains("must stand in quotes"), "{problems:?}");
    let settings = Start::new().yaml("store: {admin_password: '007'}").settings();
    assert_eq!(settings.store.admin_password.expose(), "007");
}

#[test]
fn what_signs_sessions_cannot_be_guessed() {
    let secret = "0123456789abcdef".repeat(2);
    let short = secret.split_at(31).0;
    let problems = Start::new().env("RA_AUTH_TOKEN_SECRET", short).problems();
    let [problem] = problems.as_slice() else { panic!("{problems:?}") };
    assert!(problem.contains("RA_AUTH_TOKEN_SECRET") && problem.contains("at least 32 characters"), "{problem}");
    assert!(!problem.contains(short), "{problem}");
    let settings = Start::new().env("RA_AUTH_TOKEN_SECRET", secret.as_str()).settings();
    assert_eq!(settings.auth.token_secret.unwrap().expose(), secret);
}

#[test]
fn none_is_ever_shown() {
    let mut start = Start::new();
    for (variable, _) in SECRETS {
        start = start.env(variable, "s3cret, and what makes it a long one");
    }
    let settings = format!("{:?}", start.settings());
    assert!(!settings.contains("s3cret"), "{settings}");
    let start = start.arg("--help");
    let help = start.command_line_error().to_string();
    assert!(!help.contains("s3cret"), "{help}");

    let broken = "auth:\n  token_secret: s3cret\n  jwt_ttl: [1h\n";
    let problems = Start::new().yaml(broken).problems();
    assert!(!problems.is_empty() && !problems[0].contains("s3cret"), "{problems:?}");
}
