//! Many devices that connect, say hello and wait.

use crate::{Outcome, shop};
use futures_util::{StreamExt, TryStreamExt, stream};
use sandbox::device::Device;
use std::{fs, ops::Range};

/// Devices that knock at the same moment.
const AT_ONCE: usize = 64;
/// Files that this process and the server need besides their sockets.
const OTHER_FILES: usize = 200;

/// Connects the devices of these numbers and waits until the server has greeted each.
pub(crate) async fn connect(url: &str, numbers: Range<usize>, token: &str) -> Outcome<Vec<Device>> {
    let greeted = async |number: usize| -> Outcome<Device> {
        let device = Device::idle(url, &shop::device(number), token)?;
        device.wait_greeted().await?;
        Ok(device)
    };
    stream::iter(numbers)
        .map(greeted)
        .buffer_unordered(AT_ONCE)
        .try_collect()
        .await
}

/// How many sockets this process and its children may have open; `tools/bench` raises it as far as it may.
pub(crate) fn most() -> Outcome<usize> {
    let limits = fs::read_to_string("/proc/self/limits")?;
    let line = limits
        .lines()
        .find_map(|line| line.strip_prefix("Max open files"))
        .ok_or("no limit of open files")?;
    let soft = line.split_whitespace().next().ok_or("an odd limit of open files")?;
    let files = soft.parse().unwrap_or(usize::MAX);
    Ok(files.saturating_sub(OTHER_FILES))
}
