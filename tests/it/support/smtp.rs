//! A small mail server: takes mail over SMTP, or refuses it as the test says.

use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};

#[derive(Clone, Default)]
pub struct Received {
    pub from: String,
    pub to: Vec<String>,
    pub data: String,
}

#[derive(Clone)]
pub struct SmtpServer {
    pub url: String,
    state: Arc<Mutex<State>>,
}

#[derive(Default)]
struct State {
    mails: Vec<Received>,
    connections: usize,
    /// The answer to RCPT, instead of taking the mail.
    refusal: Option<String>,
}

impl SmtpServer {
    pub fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("smtp://{}", listener.local_addr().unwrap());
        let state: Arc<Mutex<State>> = Arc::default();
        let shared = state.clone();
        std::thread::spawn(move || {
            for stream in listener.incoming().map_while(Result::ok) {
                shared.lock().unwrap().connections += 1;
                let shared = shared.clone();
                std::thread::spawn(move || talk(stream, &shared));
            }
        });
        Self { url, state }
    }

    pub fn refuse_with(&self, answer: &str) {
        self.state.lock().unwrap().refusal = Some(answer.to_owned());
    }

    pub fn accept(&self) {
        self.state.lock().unwrap().refusal = None;
    }

    pub fn mails(&self) -> Vec<Received> {
        self.state.lock().unwrap().mails.clone()
    }

    pub fn connections(&self) -> usize {
        self.state.lock().unwrap().connections
    }
}

fn talk(stream: TcpStream, state: &Mutex<State>) -> Option<()> {
    let mut out = stream.try_clone().ok()?;
    let mut say = move |line: &str| out.write_all(format!("{line}\r\n").as_bytes()).ok();
    let mut lines = BufReader::new(stream).lines().map_while(Result::ok);
    let mut mail = Received::default();
    say("220 mail.example ESMTP")?;
    while let Some(line) = lines.next() {
        let upper = line.to_uppercase();
        match upper.split([' ', ':']).next().unwrap_or_default() {
            "EHLO" => say("250-mail.example\r\n250 8BITMIME")?,
            "MAIL" => {
                mail = Received { from: line, ..Received::default() };
                say("250 OK")?;
            }
            "RCPT" => match state.lock().unwrap().refusal.clone() {
                Some(answer) => say(&answer)?,
                None => {
                    mail.to.push(line);
                    say("250 OK")?;
                }
            },
            "DATA" => {
                say("354 Go on")?;
                let body: Vec<String> = lines.by_ref().take_while(|line| line != ".").collect();
                mail.data = body.join("\n");
                state.lock().unwrap().mails.push(std::mem::take(&mut mail));
                say("250 Taken")?;
            }
            "QUIT" => {
                say("221 Bye")?;
                return None;
            }
            _ => say("250 OK")?,
        }
    }
    None
}
