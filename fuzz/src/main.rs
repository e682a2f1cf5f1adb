//! The long search: libFuzzer on the target that `FUZZ_TARGET` names. `scripts/fuzz.sh` starts it.
#![no_main]

use std::sync::OnceLock;

use fuzz::Target;
use libfuzzer_sys::fuzz_target;

static TARGET: OnceLock<Target> = OnceLock::new();

fn chosen() -> Target {
    let name = std::env::var("FUZZ_TARGET").expect("FUZZ_TARGET says what to throw at");
    Target::named(&name).unwrap_or_else(|| panic!("there is no target {name}"))
}

fuzz_target!(|bytes: &[u8]| {
    (TARGET.get_or_init(chosen).run)(bytes);
});
