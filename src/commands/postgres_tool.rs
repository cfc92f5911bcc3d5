//! Runs PostgreSQL's own tools. The password goes by the environment, because a
//! process's arguments can be read by every user of the machine.

use std::io::ErrorKind;
use std::process::{Command, Output};

use anyhow::{Context, bail};
use url::Url;

pub struct Server {
    address: Url,
    password: Option<String>,
}

impl Server {
    pub fn of(database_url: &str) -> anyhow::Result<Self> {
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

pub fn run(mut command: Command) -> anyhow::Result<Output> {
    let program = command.get_program().to_string_lossy().into_owned();
    let output = match command.output() {
        Ok(output) => output,
        Err(error) if error.kind() == ErrorKind::NotFound => bail!(
            "{program} is not installed. It comes with PostgreSQL's client programs \
             (on Debian: apt install postgresql-client)."
        ),
        Err(error) => return Err(error).with_context(|| format!("{program} can't be started")),
    };
    if !output.status.success() {
        bail!("{program} failed: {}", String::from_utf8_lossy(&output.stderr).trim());
    }
    Ok(output)
}
