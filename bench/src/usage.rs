//! What Linux tells of a running process (proc(5)).

use std::fs;
use std::time::Duration;

use crate::Result;

/// The processor time it has used so far.
pub(crate) fn cpu(pid: u32) -> Result<Duration> {
    // Ticks are hundredths of a second in everything Linux tells (USER_HZ).
    const TICK: Duration = Duration::from_millis(10);
    let stat = fs::read_to_string(format!("/proc/{pid}/stat"))?;
    let (_, fields) = stat.rsplit_once(')').ok_or("no name in stat")?;
    let ticks = fields.split_whitespace().skip(11).take(2).map(str::parse::<u32>);
    Ok(TICK * ticks.sum::<std::result::Result<u32, _>>()?)
}

/// The memory it holds now.
pub(crate) fn resident_mib(pid: u32) -> Result<f64> {
    let status = fs::read_to_string(format!("/proc/{pid}/status"))?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).ok_or("no VmRSS")?;
    let kib: f64 = line.trim().trim_end_matches(" kB").parse()?;
    Ok(kib / 1024.0)
}
