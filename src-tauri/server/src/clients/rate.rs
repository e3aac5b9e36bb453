//! How often one address may register: a fixed window of a minute, bounded in memory.

use std::collections::HashMap;
use std::net::{IpAddr, Ipv6Addr};
use std::sync::Mutex;

/// How many addresses are remembered; when there are more, the window is everybody's.
const MAX_ADDRESSES: usize = 4_096;

/// Counts per address and minute.
#[derive(Debug, Default)]
pub(crate) struct Rate {
    window: Mutex<(i64, HashMap<IpAddr, u32>)>,
}

impl Rate {
    /// Counts one more, and tells whether it is within the limit.
    pub(crate) fn allow(&self, address: IpAddr, limit: u32, now: i64) -> bool {
        let address = network(address);
        let Ok(mut window) = self.window.lock() else {
            return false;
        };
        let minute = now / 60;
        if window.0 != minute {
            *window = (minute, HashMap::new());
        }
        if window.1.len() >= MAX_ADDRESSES && !window.1.contains_key(&address) {
            return false;
        }
        let count = window.1.entry(address).or_insert(0);
        *count = count.saturating_add(1);
        *count <= limit
    }
}

/// Who has one address of IPv6 has 2^64 of them: they count as one.
fn network(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(address) => IpAddr::V6(Ipv6Addr::from_bits(address.to_bits() >> 64 << 64)),
        other @ IpAddr::V4(_) => other,
    }
}

#[cfg(test)]
mod tests {
    use std::net::Ipv4Addr;

    use super::*;

    #[test]
    fn attack_the_many_addresses_of_one_network_count_as_one() {
        let rate = Rate::default();
        let host = |n| IpAddr::V6(Ipv6Addr::new(0x2001, 0xdb8, 0, 1, 0, 0, 0, n));
        assert!(rate.allow(host(1), 2, 60) && rate.allow(host(2), 2, 60));
        assert!(!rate.allow(host(3), 2, 60));
        assert!(rate.allow(IpAddr::V6(Ipv6Addr::new(0x2001, 0xdb8, 0, 2, 0, 0, 0, 1)), 2, 60));
        let mapped = IpAddr::V6(Ipv4Addr::new(10, 0, 0, 1).to_ipv6_mapped());
        assert!(rate.allow(mapped, 1, 60));
        assert!(!rate.allow(IpAddr::V4(Ipv4Addr::new(10, 0, 0, 1)), 1, 60));
    }

    #[test]
    fn an_address_that_registers_too_often_waits_for_the_next_minute() {
        let rate = Rate::default();
        let one = IpAddr::V4(Ipv4Addr::LOCALHOST);
        assert!(rate.allow(one, 2, 60) && rate.allow(one, 2, 61));
        assert!(!rate.allow(one, 2, 62));
        assert!(rate.allow(IpAddr::V4(Ipv4Addr::new(10, 0, 0, 1)), 2, 62));
        assert!(rate.allow(one, 2, 120));
    }
}
