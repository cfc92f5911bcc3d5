//! Runs PostgreSQL's own tools. The password goes by the environment, because a
//! process's arguments can be read by every user of the machine.

use std::io::{self, ErrorKind, Read, Write};
use std::process::{Child, Command, Stdio};
use std::thread::JoinHandle;

use anyhow::{Context, anyhow, bail};
use url::Url;

use super::Done;

pub struct Server {
    address: Url,
    password: Option<String>,
}

impl Server {
    pub fn of(database_url: &str) -> Done<Self> {
        let mut address = Url::parse(database_url).context("DATABASE_URL is not an address")?;
        let password = address.password().map(decoded);
        let _ = address.set_password(None);
        Ok(Self { address, password })
    }

    /// `program` about to be run; it finds the database by `--dbname`.
    pub fn tool(&self, program: &str) -> Command {
        let mut command = Command::new(program);
        command.arg("--no-password").arg(format!("--dbname={}", self.address));
        if let Some(password) = &self.password {
            command.env("PGPASSWORD", password);
        }
        command
    }
}

fn decoded(text: &str) -> String {
    // A query's decoding also turns "+" into a space, which a password means literally.
    let literal = text.replace('+', "%2B");
    url::form_urlencoded::parse(format!("p={literal}").as_bytes())
        .next()
        .map(|(_, value)| value.into_owned())
        .unwrap_or_default()
}

/// Hands on what the program prints, as it prints it.
pub fn read_from(mut command: Command, to: &mut dyn Write) -> Done<()> {
    command.stdin(Stdio::null()).stdout(Stdio::piped());
    let mut running = Running::start(command)?;
    let copied = match running.child.stdout.take() {
        Some(mut printed) => io::copy(&mut printed, to).map(drop),
        None => Ok(()),
    };
    running.end()?;
    Ok(copied?)
}

/// Feeds the program, and returns what it prints. What it does not want to read is left.
pub fn feed(mut command: Command, from: &mut dyn Read) -> Done<String> {
    command.stdin(Stdio::piped()).stdout(Stdio::piped());
    let mut running = Running::start(command)?;
    let printed = running.child.stdout.take().map(read_aside);
    if let Some(mut input) = running.child.stdin.take()
        && let Err(error) = io::copy(from, &mut input)
        && error.kind() != ErrorKind::BrokenPipe
    {
        // Before its input ends: half of something must not look like all of it.
        let _ = running.child.kill();
        return Err(error.into());
    }
    let printed = printed.map(joined).unwrap_or_default();
    running.end()?;
    Ok(printed)
}

struct Running {
    program: String,
    child: Child,
    complaints: Option<JoinHandle<String>>,
}

impl Running {
    fn start(mut command: Command) -> Done<Self> {
        let program = command.get_program().to_string_lossy().into_owned();
        let mut child = match command.stderr(Stdio::piped()).spawn() {
            Ok(child) => child,
            Err(error) if error.kind() == ErrorKind::NotFound => bail!(
                "{program} is not installed. It comes with PostgreSQL's client programs \
                 (on Debian: apt install postgresql-client)."
            ),
            Err(error) => return Err(error).with_context(|| format!("{program} can't be started")),
        };
        // Beside: a program whose complaints nobody reads stops.
        let complaints = child.stderr.take().map(read_aside);
        Ok(Self { program, child, complaints })
    }

    fn end(mut self) -> Done<()> {
        let complaints = self.complaints.take().map(joined).unwrap_or_default();
        let status = self.child.wait()?;
        match status.success() {
            true => Ok(()),
            false => Err(anyhow!("{} failed: {}", self.program, complaints.trim())),
        }
    }
}

impl Drop for Running {
    /// One that was left in the middle must not go on writing.
    fn drop(&mut self) {
        if let Ok(None) = self.child.try_wait() {
            let _ = self.child.kill();
            let _ = self.child.wait();
        }
    }
}

fn read_aside(mut from: impl Read + Send + 'static) -> JoinHandle<String> {
    std::thread::spawn(move || {
        let mut bytes = Vec::new();
        let _ = from.read_to_end(&mut bytes);
        String::from_utf8_lossy(&bytes).into_owned()
    })
}

fn joined(reading: JoinHandle<String>) -> String {
    reading.join().unwrap_or_default()
}
