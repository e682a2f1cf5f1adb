use std::io::{self, Write};

use crate::http;

pub(super) fn run(out: &mut dyn Write) -> io::Result<()> {
    out.write_all(http::openapi_yaml().as_bytes())
}
