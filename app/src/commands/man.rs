use std::io::{self, Write};

use clap_mangen::Man;

use crate::command_line;

pub(super) fn run(out: &mut dyn Write) -> io::Result<()> {
    Man::new(command_line::definition()).render(&mut &mut *out)
}
