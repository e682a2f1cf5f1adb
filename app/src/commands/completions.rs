use std::io::{self, Write};

use clap_complete::Shell;

use crate::command_line;

pub(super) fn run(shell: Shell, out: &mut dyn Write) -> io::Result<()> {
    let mut program = command_line::definition();
    let name = program.get_name().to_owned();
    // In memory first, since the generator panics where it cannot write.
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut program, name, &mut script);
    out.write_all(&script)
}
