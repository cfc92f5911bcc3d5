//! A closed-loop load over 8 kept connections: each sends, waits, sends again.

use std::io::{BufRead, BufReader, Write};
use std::net::{SocketAddr, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

const CONNECTIONS: usize = 8;

pub struct Load {
    address: SocketAddr,
    /// Makes the n-th request.
    request: Arc<dyn Fn(u64) -> Vec<u8> + Send + Sync>,
    expected: &'static [u16],
}

pub struct Measured {
    took: Duration,
    /// Milliseconds of each answer.
    answers: Vec<f64>,
}

impl Load {
    pub fn get(address: SocketAddr, path: &str, cookie: Option<&str>) -> Self {
        let cookie = cookie.map(|c| format!("cookie: {c}\r\n")).unwrap_or_default();
        let bytes = format!("GET {path} HTTP/1.1\r\nhost: {address}\r\n{cookie}\r\n").into_bytes();
        Self { address, request: Arc::new(move |_| bytes.clone()), expected: &[200] }
    }

    pub fn post(address: SocketAddr, path: &str) -> Self {
        let bytes =
            format!("POST {path} HTTP/1.1\r\nhost: {address}\r\ncontent-length: 0\r\n\r\n").into_bytes();
        Self { address, request: Arc::new(move |_| bytes.clone()), expected: &[200] }
    }

    /// Contacts with names of their own, so that none looks like a duplicate.
    pub fn create(address: SocketAddr, cookie: &str) -> Self {
        let cookie = cookie.to_owned();
        static NEXT: AtomicU64 = AtomicU64::new(1);
        let request = move |_| {
            let n = NEXT.fetch_add(1, Ordering::Relaxed);
            let body = format!(
                "name=Bench+Person+{n}&email=bench{n}%40example.com&phone=%2B1555{:07}&confirm_duplicate=1",
                n % 10_000_000
            );
            format!(
                "POST /contacts HTTP/1.1\r\nhost: {address}\r\ncookie: {cookie}\r\ncontent-type: application/x-www-form-urlencoded\r\ncontent-length: {}\r\n\r\n{body}",
                body.len()
            )
            .into_bytes()
        };
        Self { address, request: Arc::new(request), expected: &[303] }
    }

    pub fn run(&self, time: Duration) -> Measured {
        let started = Instant::now();
        let threads: Vec<_> = (0..CONNECTIONS)
            .map(|n| {
                let (address, request, expected) = (self.address, self.request.clone(), self.expected);
                std::thread::spawn(move || one_connection(address, &*request, expected, n as u64, time))
            })
            .collect();
        let answers = threads.into_iter().flat_map(|t| t.join().expect("a connection")).collect();
        Measured { took: started.elapsed(), answers }
    }
}

fn one_connection(
    address: SocketAddr,
    request: &dyn Fn(u64) -> Vec<u8>,
    expected: &[u16],
    n: u64,
    time: Duration,
) -> Vec<f64> {
    let stream = TcpStream::connect(address).expect("connect");
    stream.set_nodelay(true).expect("nodelay");
    let mut writer = stream.try_clone().expect("clone");
    let mut reader = BufReader::with_capacity(64 * 1024, stream);
    let mut body = Vec::new();
    let mut answers = Vec::new();
    let started = Instant::now();
    while started.elapsed() < time {
        let sent = Instant::now();
        writer.write_all(&request(n)).expect("send");
        let status = read_answer(&mut reader, &mut body);
        assert!(expected.contains(&status), "answered {status}: {}", String::from_utf8_lossy(&body));
        answers.push(sent.elapsed().as_secs_f64() * 1000.0);
    }
    answers
}

/// Reads one answer with a content length.
pub fn read_answer(reader: &mut impl BufRead, body: &mut Vec<u8>) -> u16 {
    let mut line = String::new();
    reader.read_line(&mut line).expect("status line");
    let status = line.split(' ').nth(1).and_then(|s| s.parse().ok()).unwrap_or(0);
    let mut length = 0;
    loop {
        line.clear();
        reader.read_line(&mut line).expect("header");
        if line.trim().is_empty() {
            break;
        }
        if let Some(value) = line.to_ascii_lowercase().strip_prefix("content-length:") {
            length = value.trim().parse().unwrap_or(0);
        }
    }
    body.resize(length, 0);
    reader.read_exact(body).expect("body");
    status
}

impl Measured {
    pub fn join(mut self, other: Self) -> Self {
        self.answers.extend(other.answers);
        Self { took: self.took + other.took, answers: self.answers }
    }

    pub fn per_second(&self) -> f64 {
        self.answers.len() as f64 / self.took.as_secs_f64()
    }

    pub fn percentile(&self, part: f64) -> f64 {
        let mut sorted = self.answers.clone();
        sorted.sort_by(f64::total_cmp);
        let at = ((sorted.len() as f64 * part) as usize).min(sorted.len().saturating_sub(1));
        sorted.get(at).copied().unwrap_or_default()
    }
}
