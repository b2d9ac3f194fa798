//! A switch and hosts, each in a network namespace of its own. The machine's own network is not touched.

mod command;
mod sweep;

use std::net::{IpAddr, Ipv4Addr};
use std::process::Command;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Mutex, MutexGuard};

use anyhow::{Context, Result, ensure};

pub use command::{Finished, run};

/// Labs of one process stand one after another: two cores, and some tests measure time.
static ONE_AT_A_TIME: Mutex<()> = Mutex::new(());
static MADE: AtomicU32 = AtomicU32::new(0);

/// A switch with hosts on it. Everything is removed when it is dropped.
pub struct Lab {
    name: String,
    hosts: Vec<Host>,
    _alone: MutexGuard<'static, ()>,
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
        let alone = ONE_AT_A_TIME.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
        match Self::make(hosts, alone) {
            Ok(lab) => lab,
            Err(error) => panic!("{error:#}"),
        }
    }

    fn make(hosts: u8, alone: MutexGuard<'static, ()>) -> Result<Self> {
        check_root()?;
        sweep::sweep()?;
        let number = MADE.fetch_add(1, Ordering::Relaxed);
        let name = sweep::name(std::process::id(), number);
        let mut lab = Self { name, hosts: Vec::new(), _alone: alone };
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

    fn make_switch(&self) -> Result<()> {
        let switch = self.switch();
        ip(&format!("netns add {switch}"))?;
        ip(&format!("-n {switch} link add br0 type bridge"))?;
        ip(&format!("-n {switch} link set br0 up"))
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
        let entered = || {
            self.enter().expect("the host's namespace is there");
            work()
        };
        std::thread::scope(|scope| scope.spawn(entered).join())
            .unwrap_or_else(|panic| std::panic::resume_unwind(panic))
    }

    fn enter(&self) -> Result<()> {
        use rustix::thread::{LinkNameSpaceType, move_into_link_name_space};
        use std::os::fd::AsFd;
        let namespace = std::fs::File::open(format!("/run/netns/{}", self.namespace))?;
        move_into_link_name_space(namespace.as_fd(), Some(LinkNameSpaceType::Network))?;
        Ok(())
    }

    fn ip(&self, arguments: &str) {
        ip(&format!("-n {} {arguments}", self.namespace)).expect("the host is there");
    }

    fn set_port(&self, state: &str) {
        ip(&format!("-n {} link set {} {state}", self.switch, self.port))
            .expect("the switch is there");
    }
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
