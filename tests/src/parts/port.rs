//! Ports that no other test takes.

use std::fs::File;
use std::net::{Ipv4Addr, TcpListener};
use std::sync::Mutex;

/// Below the kernel's range for outgoing connections (32768 and up on Linux), which would otherwise now and
/// then take a port between our finding it and the part's binding it.
const FIRST: u16 = 20_000;
const COUNT: u16 = 10_000;

/// Locks on the ports handed out, held until this process ends, so that test processes running at the same
/// time never get the same one and a killed program can come back on its own.
static HELD: Mutex<Vec<File>> = Mutex::new(Vec::new());

/// A free TCP port on 127.0.0.1, reserved for this test process until it ends.
///
/// # Panics
/// When none of the range is free.
#[must_use]
pub fn free_port() -> u16 {
    let folder = std::env::temp_dir().join("nanum-test-ports");
    std::fs::create_dir_all(&folder).expect("a folder for port locks");
    let start = u16::try_from(std::process::id() % u32::from(COUNT)).expect("less than COUNT");
    (0..COUNT)
        .map(|step| FIRST + (start + step) % COUNT)
        .find(|port| {
            let lock = File::create(folder.join(port.to_string())).expect("a port lock");
            let ours = lock.try_lock().is_ok() && TcpListener::bind((Ipv4Addr::LOCALHOST, *port)).is_ok();
            if ours {
                HELD.lock().expect("not poisoned").push(lock);
            }
            ours
        })
        .expect("a free port on loopback")
}
