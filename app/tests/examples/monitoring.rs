//! What Prometheus is given is understood by it.

use std::process::Command;

use crate::example;

#[test]
fn prometheus_takes_the_configuration_and_the_alerts_which_fire_when_they_should() {
    for arguments in [
        &["check", "config", "--syntax-only", "prometheus.yml"][..],
        &["check", "rules", "alerts.yml"],
        &["test", "rules", "alerts_test.yml"],
    ] {
        let output = Command::new("promtool").args(arguments).current_dir(example("monitoring")).output().unwrap();
        let said = String::from_utf8([output.stdout, output.stderr].concat()).unwrap();
        assert!(output.status.success(), "{arguments:?}: {said}");
    }
}
