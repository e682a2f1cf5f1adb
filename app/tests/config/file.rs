//! Configuration files, good and bad.

use crate::start::Start;

#[test]
fn the_snippets_of_the_documentation_load() {
    let settings = Start::new()
        .yaml(
            "registry:\n  host: https://registry.example.org\n  certs:\n    path: /certs\n    fqdns: registry.example.org\n    \
             ip: 127.0.0.1\n  https_cert: /etc/ssl/cert.pem\n\
             logger:\n  enabled: true\n  filename: /var/log/registry-admin/access.log # mount the directory\n  \
             max_size: 5M\n  max_backups: 3\n\
             store:\n  type: embed\n  admin_password: super-secret\n  embed:\n    path: /data/data.db\n",
        )
        .settings();
    assert_eq!(settings.registry.url.to_string(), "https://registry.example.org:5000");
    assert_eq!(settings.registry.https_certs.as_deref(), Some(std::path::Path::new("/etc/ssl/cert.pem")));
    assert!(settings.logger.enabled);
    assert_eq!(settings.logger.file, std::path::Path::new("/var/log/registry-admin/access.log"));
    assert_eq!((settings.logger.max_size, settings.logger.max_backups), (5 << 20, 3));
    assert_eq!(settings.store.admin_password.expose(), "super-secret");
    assert_eq!(settings.store.file(), Some(std::path::Path::new("/data/data.db")));
}

#[test]
fn numbers_and_switches_need_no_quotes() {
    let settings = Start::new().yaml("port: 81\ndebug: yes\nregistry: {port: 5001, token_ttl: 300}").settings();
    assert_eq!((settings.listen.port, settings.debug, settings.registry.url.port), (81, true, Some(5001)));
}

#[test]
fn empty_files_and_groups_are_fine() {
    for content in ["", "# nothing\n", "{}", "registry:\n", "registry: {}\nssl:\n", "registry: {certs: }"] {
        assert_eq!(Start::new().yaml(content).problems(), [""; 0], "{content}");
    }
}

#[test]
fn unknown_keys_are_told_with_the_nearest_known_one() {
    for (content, key, nearest) in [
        ("prot: 80", "prot", Some("port")),
        ("registry: {hosts: 'http://a'}", "registry.hosts", Some("registry.host")),
        ("registri: {host: 'http://a'}", "registri.host", Some("registry.host")),
        ("registry: {certs: {fdqn: a}}", "registry.certs.fdqn", Some("registry.certs.fqdn")),
        ("colour: blue", "colour", None),
        ("colours: {}", "colours", None),
        ("config-file: a.yml", "config_file", None),
    ] {
        let problems = Start::new().yaml(content).problems();
        let [problem] = problems.as_slice() else { panic!("{problems:?}") };
        assert!(problem.contains(&format!("there is no option {key}")), "{problem}");
        match nearest {
            Some(nearest) => assert!(problem.ends_with(&format!("is {nearest} meant?")), "{problem}"),
            None => assert!(problem.ends_with(key), "{problem}"),
        }
        assert!(problem.contains("config.yml"), "{problem}");
    }
}

#[test]
fn a_group_is_no_value_and_a_value_no_group() {
    for (content, expected) in [
        ("registry: http://a", "registry must hold options"),
        ("registry: {certs: /certs}", "registry.certs must hold options"),
        ("port: {http: 80}", "must be a value"),
        ("port: [[80]]", "must be a value"),
        ("port: [{a: 80}]", "must be a value"),
        ("- port", "must hold options by their names"),
        ("port", "must hold options by their names"),
    ] {
        let problems = Start::new().yaml(content).problems();
        assert!(problems.len() == 1 && problems[0].contains(expected), "{content}: {problems:?}");
    }
}

#[test]
fn one_option_in_two_spellings_is_told() {
    let problems = Start::new().yaml("registry: {certs: {ca: /a, ca_root: /b}}").problems();
    assert_eq!(problems.len(), 1);
    for name in ["registry.certs.ca ", "registry.certs.ca_root"] {
        assert!(problems[0].contains(name), "{problems:?}");
    }
}

#[test]
fn a_file_that_cannot_be_used_is_named() {
    for (name, content, expected) in [
        ("config.toml", "port = 80", "must end in .json, .yaml or .yml"),
        ("config", "port: 80", "must end in .json, .yaml or .yml"),
        ("config.json", "{", "is not valid JSON"),
        ("config.json", "", "is not valid JSON"),
        ("config.yml", "a: b: c", "is not valid YAML"),
        ("config.yml", "port: 80\nport: 81", "is not valid YAML"),
    ] {
        let problems = Start::new().file(name, content).problems();
        assert!(problems.len() == 1 && problems[0].contains(expected), "{name} {content}: {problems:?}");
        assert!(problems[0].contains(name), "{problems:?}");
    }
    let problems = Start::new().arg("--config-file=/nowhere/config.yml").problems();
    assert!(problems[0].contains("/nowhere/config.yml: cannot be read"), "{problems:?}");
}
