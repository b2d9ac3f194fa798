//! Which process has a port, where the system tells its users that.

use std::net::SocketAddr;

/// The process that listens on an address, such as `nginx (process 812)`.
#[cfg(target_os = "linux")]
pub fn occupant(address: SocketAddr) -> Option<String> {
    use std::fs;
    let tables = ["/proc/net/tcp", "/proc/net/tcp6"].map(|path| fs::read_to_string(path).ok());
    let inode = tables.iter().flatten().find_map(|table| listener(table, address.port()))?;
    let socket = format!("socket:[{inode}]");
    fs::read_dir("/proc").ok()?.flatten().find_map(|process| {
        let pid: u32 = process.file_name().to_str()?.parse().ok()?;
        let mut files = fs::read_dir(process.path().join("fd")).ok()?.flatten();
        files.find(|file| fs::read_link(file.path()).is_ok_and(|to| to.as_os_str() == &*socket))?;
        let name = fs::read_to_string(process.path().join("comm")).ok()?;
        Some(format!("{} (process {pid})", name.trim()))
    })
}

/// The inode of the socket that listens on a port, in a table of the kernel (proc_net_tcp.txt: the second field is
/// the local address, in hexadecimal; the fourth the state, 0A for listening; the tenth the inode).
#[cfg(target_os = "linux")]
fn listener(table: &str, port: u16) -> Option<String> {
    let port = format!(":{port:04X}");
    table.lines().skip(1).find_map(|line| {
        let fields: Vec<&str> = line.split_whitespace().collect();
        let listens = fields.get(1)?.ends_with(&port) && *fields.get(3)? == "0A";
        listens.then(|| fields.get(9).map(|inode| (*inode).to_owned())).flatten()
    })
}

#[cfg(not(target_os = "linux"))]
pub fn occupant(_: SocketAddr) -> Option<String> {
    None
}
