//! Which country and region a network is in, from a file in the MaxMind format that the
//! operator supplies. Nobody is asked over the network; without a file no place is known.

use std::net::IpAddr;
use std::path::{Path, PathBuf};

use maxminddb::{Reader, geoip2};

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Place {
    pub country: String,
    pub region: String,
}

#[derive(Debug, thiserror::Error)]
#[error("CLIENTSYNC_GEO_FILE: {path} can't be read as a MaxMind database: {reason}")]
pub struct UnreadableFile {
    path: PathBuf,
    reason: maxminddb::MaxMindDbError,
}

#[derive(Default)]
pub struct Places(Option<Reader<Vec<u8>>>);

impl Places {
    pub fn open(file: Option<&Path>) -> Result<Self, UnreadableFile> {
        let Some(path) = file else { return Ok(Self::default()) };
        let failed = |reason| UnreadableFile { path: path.to_owned(), reason };
        Reader::open_readfile(path).map(|reader| Self(Some(reader))).map_err(failed)
    }

    pub fn is_known(&self) -> bool {
        self.0.is_some()
    }

    /// English names; empty where the file knows nothing.
    pub fn of(&self, address: IpAddr) -> Place {
        self.look_up(address).unwrap_or_default()
    }

    fn look_up(&self, address: IpAddr) -> Option<Place> {
        let found = self.0.as_ref()?.lookup(address.to_canonical()).ok()?;
        let city: geoip2::City = found.decode().ok()??;
        let region = city.subdivisions.first().and_then(|s| s.names.english.or(s.iso_code));
        let country = city.country.names.english.or(city.country.iso_code);
        let owned = |name: Option<&str>| name.unwrap_or_default().to_owned();
        Some(Place { country: owned(country), region: owned(region) })
    }
}
