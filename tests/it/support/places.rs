//! A tiny file in the MaxMind format: it knows one network, and nothing else.

use std::net::Ipv4Addr;
use std::path::Path;

/// Writes a file in which `network`/24 is in `region`, `country`.
pub fn write(file: &Path, network: Ipv4Addr, country: &str, region: &str) {
    let mut bytes = tree(network);
    bytes.extend([0; 16]);
    let named = |name: &str| map(&[("names", map(&[("en", text(name))]))]);
    bytes.extend(map(&[("country", named(country)), ("subdivisions", list(&[named(region)]))]));
    bytes.extend(b"\xab\xcd\xefMaxMind.com");
    bytes.extend(map(&[
        ("binary_format_major_version", short(2)),
        ("binary_format_minor_version", short(0)),
        ("build_epoch", long(1_700_000_000)),
        ("database_type", text("Test-City")),
        ("description", map(&[("en", text("one network"))])),
        ("ip_version", short(4)),
        ("languages", list(&[text("en")])),
        ("node_count", number(BITS)),
        ("record_size", short(24)),
    ]));
    std::fs::write(file, bytes).unwrap();
}

const BITS: u32 = 24;

/// A node for each bit of the network: on the way on, off it to nothing.
fn tree(network: Ipv4Addr) -> Vec<u8> {
    let mut bytes = Vec::new();
    for depth in 0..BITS {
        // Past the nodes stand sixteen zeros and then the data.
        let onward = if depth + 1 == BITS { BITS + 16 } else { depth + 1 };
        let goes_right = network.to_bits() >> (31 - depth) & 1 == 1;
        let (left, right) = if goes_right { (BITS, onward) } else { (onward, BITS) };
        for record in [left, right] {
            bytes.extend(&record.to_be_bytes()[1..]);
        }
    }
    bytes
}

fn text(text: &str) -> Vec<u8> {
    assert!(text.len() < 29);
    [&[0x40 | text.len() as u8], text.as_bytes()].concat()
}

fn map(pairs: &[(&str, Vec<u8>)]) -> Vec<u8> {
    let mut bytes = vec![0xe0 | pairs.len() as u8];
    for (key, value) in pairs {
        bytes.extend(text(key));
        bytes.extend(value);
    }
    bytes
}

fn list(items: &[Vec<u8>]) -> Vec<u8> {
    [vec![items.len() as u8, 4], items.concat()].concat()
}

fn short(number: u16) -> Vec<u8> {
    [&[0xa2], &number.to_be_bytes()[..]].concat()
}

fn number(number: u32) -> Vec<u8> {
    [&[0xc4], &number.to_be_bytes()[..]].concat()
}

fn long(number: u64) -> Vec<u8> {
    [&[0x08, 2], &number.to_be_bytes()[..]].concat()
}
