//! A switch and hosts, each in a network namespace of its own. The machine's own network is not touched.

mod command;
mod sweep;

use std::net::{IpAddr, Ipv4Addr};
use std::process::Command;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};

use anyhow::{Context, Result, ensure};

pub use command::{Finished, run};

use crate::capture::Capture;

/// Labs of one process stand one after another, two cores being all that there is, except for those that say that they
/// mostly wait.
static ALONE: RwLock<()> = RwLock::new(());
static MADE: AtomicU32 = AtomicU32::new(0);

/// A switch with hosts on it. Everything is removed when it is dropped.
pub struct Lab {
    name: String,
    hosts: Vec<Host>,
    _turn: Turn,
}

/// What keeps other labs waiting.
#[allow(dead_code, reason = "dropping it lets the next one in")]
enum Turn {
    Alone(RwLockWriteGuard<'static, ()>),
    Beside(RwLockReadGuard<'static, ()>),
}

/// One host: a namespace with `lo` and `eth0`, which a cable joins to the switch.
#[derive(Debug, Clone)]
pub struct Host {
    switch: String,
    namespace: String,
    port: String,
    pub address: Ipv4Addr,
}

impl Lab {
    /// A lab with that many hosts, 10.77.0.1 and up. Panics with the reason and the remedy where it cannot be made.
    pub fn new(hosts: u8) -> Self {
        let alone = ALONE.write().unwrap_or_else(PoisonError::into_inner);
        Self::make(hosts, Turn::Alone(alone)).unwrap_or_else(|error| panic!("{error:#}"))
    }

    /// As [`Lab::new`], beside other labs that are made so: for a story that waits more than it works.
    pub fn beside(hosts: u8) -> Self {
        let beside = ALONE.read().unwrap_or_else(PoisonError::into_inner);
        Self::make(hosts, Turn::Beside(beside)).unwrap_or_else(|error| panic!("{error:#}"))
    }

    fn make(hosts: u8, turn: Turn) -> Result<Self> {
        check_root()?;
        sweep::sweep()?;
        let number = MADE.fetch_add(1, Ordering::Relaxed);
        let name = sweep::name(std::process::id(), number);
        let mut lab = Self { name, hosts: Vec::new(), _turn: turn };
        lab.make_switch().with_context(|| {
            "network namespaces cannot be made here: `ip netns add` needs CAP_SYS_ADMIN (for a container: \
             `docker run --privileged`)"
        })?;
        (1..=hosts).try_for_each(|number| lab.add_host(number))?;
        Ok(lab)
    }

    /// The host of that number, counted from 0.
    pub fn host(&self, index: usize) -> Host {
        self.hosts[index].clone()
    }

    /// Lets two hosts hear the others and not each other, as two that are on different networks and have a third
    /// in common.
    pub fn keep_apart(&self, one: &Host, other: &Host) {
        for host in [one, other] {
            self.switch_link(host, "type bridge_slave isolated on");
        }
    }

    /// Moves a host's cable into a second switch, from where the first is not reached.
    pub fn move_to_second_switch(&self, host: &Host) {
        self.on_switch(&format!("link set {} master br1", host.port));
    }

    /// Gives a host a second cable, `eth1`, into the second switch, with this address, such as `10.78.0.3/24`.
    pub fn plug_into_second_switch(&self, host: &Host, address: &str) {
        let (namespace, port) = (&host.namespace, format!("{}b", host.port));
        self.on_switch(&format!("link add {port} type veth peer name eth1 netns {namespace}"));
        self.on_switch(&format!("link set {port} master br1 up"));
        host.ip(&format!("addr add {address} dev eth1"));
        host.ip("link set eth1 up");
    }

    /// Makes one network of both switches. No host sees anything of it at its own interface.
    pub fn join_switches(&self) {
        self.on_switch("link add joint0 type veth peer name joint1");
        self.on_switch("link set joint0 master br0 up");
        self.on_switch("link set joint1 master br1 up");
    }

    /// Everything that goes through the switches from now on.
    pub fn capture(&self) -> Capture {
        inside(&self.switch(), Capture::begin)
    }

    /// Lets no multicast through from one host to another, as guests' networks often do.
    pub fn block_multicast(&self) {
        for host in &self.hosts {
            self.switch_link(host, "type bridge_slave mcast_flood off");
        }
    }

    fn make_switch(&self) -> Result<()> {
        let switch = self.switch();
        ip(&format!("netns add {switch}"))?;
        for bridge in ["br0", "br1"] {
            ip(&format!("-n {switch} link add {bridge} type bridge"))?;
            ip(&format!("-n {switch} link set {bridge} up"))?;
        }
        Ok(())
    }

    fn on_switch(&self, arguments: &str) {
        ip(&format!("-n {} {arguments}", self.switch())).expect("the switch is there");
    }

    fn add_host(&mut self, number: u8) -> Result<()> {
        let host = Host {
            switch: self.switch(),
            namespace: format!("{}-{number}", self.name),
            port: format!("port{number}"),
            address: Ipv4Addr::new(10, 77, 0, number),
        };
        let Host { switch, namespace, port, address } = &host;
        ip(&format!("netns add {namespace}"))?;
        self.hosts.push(host.clone());
        ip(&format!("-n {namespace} link set lo up"))?;
        ip(&format!("-n {switch} link add {port} type veth peer name eth0 netns {namespace}"))?;
        ip(&format!("-n {switch} link set {port} master br0 up"))?;
        ip(&format!("-n {namespace} addr add {address}/24 dev eth0"))?;
        ip(&format!("-n {namespace} link set eth0 up"))
    }

    fn switch(&self) -> String {
        format!("{}-sw", self.name)
    }

    fn switch_link(&self, host: &Host, setting: &str) {
        ip(&format!("-n {} link set {} {setting}", host.switch, host.port))
            .expect("the switch is there");
    }
}

impl Drop for Lab {
    fn drop(&mut self) {
        let namespaces =
            self.hosts.iter().map(|host| host.namespace.clone()).chain([self.switch()]);
        for namespace in namespaces {
            if let Err(error) = ip(&format!("netns del {namespace}")) {
                eprintln!("{namespace} was not removed: {error:#}");
            }
        }
    }
}

impl Host {
    /// Pulls the host's cable out of the switch; its addresses stay.
    pub fn unplug(&self) {
        self.set_port("down");
    }

    pub fn plug_in(&self) {
        self.set_port("up");
    }

    /// Gives the host one more address, such as `10.77.0.101/24`.
    pub fn add_address(&self, address: &str) {
        self.ip(&format!("addr add {address} dev eth0"));
    }

    /// Takes one of its addresses away.
    pub fn remove_address(&self, address: &str) {
        self.ip(&format!("addr del {address} dev eth0"));
    }

    /// Takes its interface down, as a laptop does that sleeps or whose Wi-Fi is switched off.
    pub fn take_interface_down(&self) {
        self.ip("link set eth0 down");
    }

    pub fn bring_interface_up(&self) {
        self.ip("link set eth0 up");
    }

    /// Sends what is for the group of multicast DNS nowhere.
    pub fn forbid_multicast(&self) {
        self.ip("route add prohibit 224.0.0.0/4");
    }

    /// Lets the host answer to a network beyond its own.
    pub fn add_route(&self, network: &str) {
        self.ip(&format!("route add {network} dev eth0"));
    }

    /// Calls `to` from another of the host's addresses.
    pub fn come_from(&self, to: IpAddr, address: &str) {
        self.ip(&format!("route add {to}/32 dev eth0 src {address}"));
    }

    /// A command that will run on this host. It dies with the thread that starts it, so that a test that is killed
    /// leaves nothing behind.
    pub fn command(&self, program: impl AsRef<std::ffi::OsStr>) -> Command {
        let mut command = Command::new("setpriv");
        command.args(["--pdeathsig", "KILL", "ip", "netns", "exec", &self.namespace]).arg(program);
        command
    }

    /// Runs `work` with this host's network, in a thread of its own, and returns what it returns. A panic in it
    /// goes on here.
    pub fn inside<T: Send>(&self, work: impl FnOnce() -> T + Send) -> T {
        inside(&self.namespace, work)
    }

    fn ip(&self, arguments: &str) {
        ip(&format!("-n {} {arguments}", self.namespace)).expect("the host is there");
    }

    fn set_port(&self, state: &str) {
        ip(&format!("-n {} link set {} {state}", self.switch, self.port))
            .expect("the switch is there");
    }
}

/// Runs `work` in a namespace, in a thread of its own.
fn inside<T: Send>(namespace: &str, work: impl FnOnce() -> T + Send) -> T {
    let entered = || {
        enter(namespace).expect("the namespace is there");
        work()
    };
    std::thread::scope(|scope| scope.spawn(entered).join())
        .unwrap_or_else(|panic| std::panic::resume_unwind(panic))
}

fn enter(namespace: &str) -> Result<()> {
    use rustix::thread::{LinkNameSpaceType, move_into_link_name_space};
    use std::os::fd::AsFd;
    let namespace = std::fs::File::open(format!("/run/netns/{namespace}"))?;
    move_into_link_name_space(namespace.as_fd(), Some(LinkNameSpaceType::Network))?;
    Ok(())
}

fn check_root() -> Result<()> {
    ensure!(
        rustix::process::geteuid().is_root(),
        "the tests of several daemons make network namespaces and need root: `sudo -E env PATH=\"$PATH\" cargo \
         xtask test daemons`"
    );
    Ok(())
}

fn ip(arguments: &str) -> Result<()> {
    let mut command = Command::new("ip");
    command.args(arguments.split_whitespace());
    let finished = run(&mut command)
        .context("`ip` is missing: `apt-get install --no-install-recommends iproute2`")?;
    ensure!(finished.code == Some(0), "ip {arguments}: {}", finished.stderr.trim());
    Ok(())
}
