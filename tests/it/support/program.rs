//! The real binary as a process of its own, with nothing of the developer's environment.

use std::io::{BufRead, BufReader};
use std::net::TcpListener;
use std::path::Path;
use std::process::{Child, ChildStderr, Command, Output, Stdio};

use super::client::Browser;

/// What production asks for, all of it good.
pub const PRODUCTION: &[(&str, &str)] = &[
    ("CLIENTSYNC_ENV", "production"),
    ("CLIENTSYNC_BASE_URL", "https://clients.salon.test"),
    ("SMTP_URL", "smtp://127.0.0.1:1"),
    ("CLIENTSYNC_MAIL_FROM", "no-reply@salon.test"),
    ("CLIENTSYNC_CONTROLLER", "Salon Software, Inc."),
    ("CLIENTSYNC_CONTROLLER_ADDRESS", "12 Dickson Street, Fayetteville, AR 72701"),
    ("CLIENTSYNC_PRIVACY_EMAIL", "privacy@salon.test"),
    ("CLIENTSYNC_STORAGE_COUNTRY", "United States"),
    ("CLIENTSYNC_POLICY_EFFECTIVE", "2026-01-15"),
];

pub struct Program {
    child: Child,
    pub base: String,
    pub printed: Vec<String>,
    stderr: Option<ChildStderr>,
}

/// The command with its own data folder; what it is told besides comes from the test.
pub fn command(data: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_clientsync"));
    command.args(arguments).arg("--data").arg(data).current_dir(data.parent().unwrap()).env_clear();
    command.env("CLIENTSYNC_LOG", "warn").env("PATH", std::env::var("PATH").unwrap_or_default());
    command
}

/// Runs a command to its end.
pub fn run(data: &Path, arguments: &[&str]) -> Finished {
    Finished::of(command(data, arguments).output().unwrap())
}

pub struct Finished {
    pub code: i32,
    pub out: String,
    pub err: String,
}

impl Finished {
    pub fn of(output: Output) -> Self {
        Self {
            code: output.status.code().unwrap_or(-1),
            out: String::from_utf8(output.stdout).unwrap(),
            err: String::from_utf8(output.stderr).unwrap(),
        }
    }

    #[track_caller]
    pub fn assert_ok(&self) -> &Self {
        assert_eq!(self.code, 0, "{}{}", self.out, self.err);
        self
    }

    #[track_caller]
    pub fn assert_refused(&self, why: &str) -> &Self {
        assert_eq!(self.code, 1, "{}{}", self.out, self.err);
        assert!(self.err.contains(why), "\"{why}\" is not in: {}", self.err);
        self
    }
}

impl Program {
    pub fn serve(data: &Path) -> Self {
        Self::start(command(data, &["serve"]))
    }

    /// Starts it on a free port and waits until it says that it listens.
    pub fn start(mut command: Command) -> Self {
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        command.arg("--listen").arg(format!("127.0.0.1:{port}"));
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines().map(Result::unwrap);
        let mut printed = Vec::new();
        let mut base = None;
        for line in lines.by_ref() {
            base = line.strip_prefix("ClientSync listens on ").map(str::to_owned);
            printed.push(line);
            if base.is_some() {
                break;
            }
        }
        let stderr = child.stderr.take();
        let Some(base) = base else {
            let said = stderr.map(|s| std::io::read_to_string(s).unwrap());
            panic!("it does not listen: {printed:?} {said:?}");
        };
        // Whoever prints into a pipe that nobody reads stops.
        let program = Self { child, base, printed, stderr };
        std::thread::spawn(move || lines.for_each(drop));
        program
    }

    pub fn browser(&self) -> Browser {
        Browser::new(&self.base)
    }

    pub fn address(&self) -> &str {
        self.base.trim_start_matches("http://")
    }

    pub fn is_running(&mut self) -> bool {
        self.child.try_wait().unwrap().is_none()
    }

    pub fn signal(&self, name: &str) {
        let status = Command::new("kill").arg(format!("-{name}")).arg(self.child.id().to_string()).status();
        assert!(status.unwrap().success());
    }

    /// Waits for its end: the exit code and what it logged.
    pub fn ended(mut self) -> (Option<i32>, String) {
        let log = self.stderr.take().map(|s| std::io::read_to_string(s).unwrap()).unwrap_or_default();
        (self.child.wait().unwrap().code(), log)
    }

    /// Asks it to stop and waits.
    pub fn stop(self) {
        self.signal("TERM");
        let (code, log) = self.ended();
        assert_eq!(code, Some(0), "{log}");
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
