//! The limit of this process on open files.

#[cfg(unix)]
use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};

/// Number of files that is always enough.
const ENOUGH: u64 = 4096;
/// Number of files that a simulator has open in addition to the connections of its clients.
const OTHER_FILES: u64 = 64;

/// Raises the limit as far as the system lets a process do so, and as is of use.
#[cfg(unix)]
pub(super) fn raise() {
    let Rlimit { current, maximum } = getrlimit(Resource::Nofile);
    let wanted = maximum.map_or(ENOUGH, |it| it.min(ENOUGH));
    if current.is_some_and(|it| it < wanted) {
        // With the lower limit fewer scenarios run at once.
        let _ = setrlimit(Resource::Nofile, Rlimit { current: Some(wanted), maximum });
    }
}

#[cfg(not(unix))]
pub(super) fn raise() {}

/// Number of connections, of which as many files may be open.
#[cfg(unix)]
pub(super) fn connections(wanted: u32) -> usize {
    let files = getrlimit(Resource::Nofile).current.unwrap_or(u64::MAX);
    let most = files.saturating_sub(OTHER_FILES).max(1);
    usize::try_from(u64::from(wanted).min(most)).unwrap_or(usize::MAX)
}

#[cfg(not(unix))]
pub(super) fn connections(wanted: u32) -> usize {
    wanted as usize
}
