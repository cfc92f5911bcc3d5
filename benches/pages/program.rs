//! The program under test, as a process of its own: started, asked, weighed.

use std::io::{BufReader, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use super::load::read_answer;
use super::place::Place;

pub struct Program {
    child: Child,
    address: SocketAddr,
    pub cold_start_ms: f64,
}

const BINARY: &str = env!("CARGO_BIN_EXE_clientsync");
const PASSWORD: &str = "correct horse battery staple";

impl Program {
    pub fn demo(place: &Place, contacts: u64) -> Self {
        Self::start(place, &["demo", "--contacts", &contacts.to_string()])
    }

    pub fn serve(place: &Place) -> Self {
        Self::start(place, &["serve"])
    }

    fn start(place: &Place, arguments: &[&str]) -> Self {
        let port = TcpListener::bind("127.0.0.1:0").and_then(|l| l.local_addr()).expect("a free port").port();
        let address = SocketAddr::from(([127, 0, 0, 1], port));
        let mut command = Command::new(BINARY);
        command.args(arguments).arg("--data").arg(place.folder()).arg("--listen").arg(address.to_string());
        if let Some(url) = place.database_url() {
            command.arg("--database-url").arg(url);
        }
        let started = Instant::now();
        let child = command
            .env("CLIENTSYNC_LOG", "warn")
            .stdout(Stdio::null())
            .stderr(Stdio::inherit())
            .spawn()
            .expect("the binary");
        while TcpStream::connect(address).is_err() {
            assert!(started.elapsed() < Duration::from_secs(3600), "it does not start");
            std::thread::sleep(Duration::from_millis(2));
        }
        Self { child, address, cold_start_ms: started.elapsed().as_secs_f64() * 1000.0 }
    }

    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Signs in as the demo's owner; returns the `Cookie` line.
    pub fn sign_in(&self) -> String {
        let body = format!("email=owner%40demo.example&password={}", PASSWORD.replace(' ', "+"));
        let head =
            format!("content-type: application/x-www-form-urlencoded\r\ncontent-length: {}\r\n", body.len());
        let (answer, _) =
            self.ask(&format!("POST /login HTTP/1.1\r\nhost: {}\r\n{head}\r\n{body}", self.address));
        let cookies =
            answer.lines().filter_map(|l| l.strip_prefix("set-cookie: ")).filter_map(|l| l.split(';').next());
        cookies.collect::<Vec<_>>().join("; ")
    }

    pub fn page_bytes(&self, path: &str, cookie: &str) -> usize {
        self.get(path, cookie).len()
    }

    /// The id of a contact in the middle of the list's first page.
    pub fn some_contact(&self, cookie: &str) -> i64 {
        let page = self.get("/contacts", cookie);
        page.split("/contacts/")
            .filter_map(|part| part.split(|c: char| !c.is_ascii_digit()).next()?.parse().ok())
            .nth(5)
            .expect("contacts on the list")
    }

    fn get(&self, path: &str, cookie: &str) -> String {
        let (_, body) =
            self.ask(&format!("GET {path} HTTP/1.1\r\nhost: {}\r\ncookie: {cookie}\r\n\r\n", self.address));
        body
    }

    /// Head (lower case names) and body of one answer.
    fn ask(&self, request: &str) -> (String, String) {
        let mut stream = TcpStream::connect(self.address).expect("connect");
        stream.write_all(request.as_bytes()).expect("send");
        let mut seen = Recorder { inner: stream, head: Vec::new() };
        let mut body = Vec::new();
        read_answer(&mut BufReader::new(&mut seen), &mut body);
        let head = String::from_utf8_lossy(&seen.head).into_owned();
        (head, String::from_utf8_lossy(&body).into_owned())
    }

    pub fn resident_megabytes(&self) -> f64 {
        self.memory("VmRSS:")
    }

    pub fn peak_megabytes(&self) -> f64 {
        self.memory("VmHWM:")
    }

    fn memory(&self, line: &str) -> f64 {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id())).unwrap_or_default();
        let kilobytes = status
            .lines()
            .find_map(|l| l.strip_prefix(line)?.trim().strip_suffix(" kB")?.trim().parse::<f64>().ok());
        kilobytes.unwrap_or_default() / 1024.0
    }

    pub fn stop(&mut self) {
        let _ = Command::new("kill").arg(self.child.id().to_string()).status();
        let _ = self.child.wait();
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

struct Recorder {
    inner: TcpStream,
    head: Vec<u8>,
}

impl std::io::Read for &mut Recorder {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let count = self.inner.read(buffer)?;
        self.head.extend_from_slice(&buffer[..count]);
        Ok(count)
    }
}

pub fn binary_megabytes() -> f64 {
    std::fs::metadata(BINARY).map_or(0.0, |m| m.len() as f64 / 1_048_576.0)
}
