//! Which hosts and addresses are ours, and which are public. Pure.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// A name or address inside our own walls: this machine, a private network, or a name that
/// the public name service does not know.
pub fn is_our_own(host: &str) -> bool {
    let host = host.trim_end_matches('.').to_ascii_lowercase();
    if let Ok(ip) = host.trim_start_matches('[').trim_end_matches(']').parse() {
        return is_inside(ip);
    }
    let inside = [".localhost", ".local", ".internal", ".home.arpa", ".lan"];
    !host.contains('.') || inside.iter().any(|end| host.ends_with(end))
}

fn is_inside(ip: IpAddr) -> bool {
    match ip.to_canonical() {
        IpAddr::V4(ip) => ip.is_loopback() || ip.is_private() || ip.is_link_local(),
        IpAddr::V6(ip) => ip.is_loopback() || ip.is_unique_local() || ip.is_unicast_link_local(),
    }
}

/// An address that belongs to the open internet. A name in the register may be made to
/// point at our own network; a call there is refused.
pub fn is_public(ip: IpAddr) -> bool {
    match ip.to_canonical() {
        IpAddr::V4(ip) => is_public_v4(ip),
        IpAddr::V6(ip) => is_public_v6(ip),
    }
}

fn is_public_v4(ip: Ipv4Addr) -> bool {
    let [a, b, c, _] = ip.octets();
    let shared = a == 100 && (64..128).contains(&b);
    let protocols = a == 192 && b == 0 && c == 0;
    let benchmarks = a == 198 && (18..20).contains(&b);
    let named = ip.is_private() || ip.is_loopback() || ip.is_link_local() || ip.is_documentation();
    !(named || shared || protocols || benchmarks || a == 0 || a >= 224)
}

fn is_public_v6(ip: Ipv6Addr) -> bool {
    let [a, b, ..] = ip.segments();
    let global = a & 0xe000 == 0x2000;
    let documentation = a == 0x2001 && b == 0x0db8;
    // Tunnels that carry an IPv4 address inside, which may be one of ours.
    let tunnel = a == 0x2002 || (a == 0x2001 && b == 0);
    global && !documentation && !tunnel
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn our_own_hosts_are_told_from_others() {
        for own in
            ["localhost", "127.0.0.1", "[::1]", "10.1.2.3", "mail", "mail.internal", "fd00::1", "nas.lan"]
        {
            assert!(is_our_own(own), "{own}");
        }
        for foreign in
            ["smtp.example.com", "203.0.113.9", "8.8.8.8", "[2606:4700::1]", "internal.example.com"]
        {
            assert!(!is_our_own(foreign), "{foreign}");
        }
    }

    #[test]
    fn only_addresses_of_the_open_internet_are_public() {
        for public in ["8.8.8.8", "1.1.1.1", "2606:4700:4700::1111", "100.63.0.1", "172.32.0.1"] {
            assert!(is_public(public.parse().unwrap()), "{public}");
        }
        for inside in [
            "127.0.0.1",
            "10.0.0.1",
            "172.16.0.1",
            "192.168.1.1",
            "169.254.169.254",
            "100.64.0.1",
            "0.0.0.0",
            "255.255.255.255",
            "224.0.0.1",
            "198.18.0.1",
            "192.0.0.1",
            "192.0.2.1",
            "::1",
            "::",
            "fe80::1",
            "fd00::1",
            "::ffff:127.0.0.1",
            "64:ff9b::7f00:1",
            "2002:7f00:1::",
            "2001:db8::1",
            "ff02::1",
        ] {
            assert!(!is_public(inside.parse().unwrap()), "{inside}");
        }
    }
}
