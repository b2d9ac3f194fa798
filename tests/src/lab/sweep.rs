//! What a run that was killed left behind: namespaces and mounts that carry the number of a dead process.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

const PREFIX: &str = "mingle";

/// The name of a process's lab; unique on the machine while the process lives.
pub fn name(pid: u32, number: u32) -> String {
    format!("{PREFIX}{pid}-{number}")
}

/// Removes what processes left that are no more.
pub fn sweep() -> Result<()> {
    for namespace in namespaces().into_iter().filter(|name| is_left_over(name)) {
        super::ip(&format!("netns del {namespace}"))?;
    }
    for mount in mounts()?.into_iter().filter(|path| path_is_left_over(path)) {
        rustix::mount::unmount(&mount, rustix::mount::UnmountFlags::DETACH)
            .with_context(|| format!("{} cannot be unmounted", mount.display()))?;
    }
    Ok(())
}

fn namespaces() -> Vec<String> {
    let Ok(entries) = std::fs::read_dir("/run/netns") else { return Vec::new() };
    entries.flatten().filter_map(|entry| entry.file_name().into_string().ok()).collect()
}

fn mounts() -> Result<Vec<PathBuf>> {
    let mounts = std::fs::read_to_string("/proc/self/mounts").context("/proc/self/mounts")?;
    Ok(mounts.lines().filter_map(|line| line.split(' ').nth(1)).map(PathBuf::from).collect())
}

fn path_is_left_over(path: &Path) -> bool {
    path.components().any(|part| part.as_os_str().to_str().is_some_and(is_left_over))
}

/// True for a name that [`name`] made for a process that is no more.
fn is_left_over(name: &str) -> bool {
    let owner = name
        .strip_prefix(PREFIX)
        .and_then(|rest| rest.split_once('-'))
        .and_then(|(pid, _)| pid.parse::<u32>().ok());
    owner.is_some_and(|pid| !Path::new(&format!("/proc/{pid}")).exists())
}
