//! Whether a file is a copy of a business that was made here, or elsewhere with a key that the
//! owner trusts, and is as it was made. Nothing in it is believed before its signature is; no
//! more is unpacked than the signed manifest says.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, BufReader, Read};

use serde::Deserialize;
use sha2::{Digest, Sha256};
use zip::ZipArchive;

use super::super::manifest::FORMAT;
use super::super::parts::Hashing;
use super::super::sign::PublicKey;

const LARGEST_MANIFEST: u64 = 4 * 1024 * 1024;
/// All that a copy may unpack to.
const LARGEST: u64 = 8 * 1024 * 1024 * 1024;
const MOST_FILES: usize = 1000;

#[derive(Debug, thiserror::Error)]
pub enum Refused {
    #[error(
        "This is not a copy of a business: it can’t be opened as a ZIP file, or its list of contents is missing."
    )]
    NotACopy,
    #[error("The signature does not fit. The copy was made elsewhere, or it was changed since it was made.")]
    Signature,
    #[error("{0} is not as it was when the copy was made.")]
    Changed(String),
    #[error("The copy holds more than its list of contents says.")]
    Unlisted,
    #[error("The copy is too large to be put back here. Ask whoever runs this installation.")]
    TooLarge,
    #[error(
        "This is a copy of an account or of one client. Only the copy of a whole business can be put back."
    )]
    NotABusiness,
    #[error("This copy was made by a newer version of the program.")]
    Newer,
}

#[derive(Debug, Deserialize)]
pub struct Contents {
    pub format: u32,
    pub about: String,
    /// The key of the business whose copy it is.
    pub subject: String,
    pub tables: Vec<Table>,
    files: Vec<Listed>,
}

#[derive(Debug, Deserialize)]
pub struct Table {
    pub name: String,
    pub rows: i64,
}

#[derive(Debug, Deserialize)]
struct Listed {
    name: String,
    bytes: u64,
    sha256: String,
}

/// A copy that may be read.
pub struct Verified {
    archive: ZipArchive<BufReader<File>>,
    pub contents: Contents,
    sizes: BTreeMap<String, u64>,
}

pub fn verify(file: File, trusted: &[PublicKey]) -> Result<Verified, Refused> {
    let mut archive = ZipArchive::new(BufReader::new(file)).map_err(|_| Refused::NotACopy)?;
    if archive.len() > MOST_FILES {
        return Err(Refused::TooLarge);
    }
    let manifest = short(&mut archive, "manifest.json")?;
    let signature = short(&mut archive, "manifest.json.minisig")?;
    let signature = String::from_utf8(signature).map_err(|_| Refused::Signature)?;
    if !trusted.iter().any(|key| key.verifies(&manifest, &signature)) {
        return Err(Refused::Signature);
    }
    let contents: Contents = serde_json::from_slice(&manifest).map_err(|_| Refused::Newer)?;
    if contents.format != FORMAT {
        return Err(Refused::Newer);
    }
    if contents.about != "workspace" {
        return Err(Refused::NotABusiness);
    }
    check_files(&mut archive, &contents.files)?;
    let sizes = contents.files.iter().map(|file| (file.name.clone(), file.bytes)).collect();
    Ok(Verified { archive, contents, sizes })
}

fn short(archive: &mut ZipArchive<BufReader<File>>, name: &str) -> Result<Vec<u8>, Refused> {
    let entry = archive.by_name(name).map_err(|_| Refused::NotACopy)?;
    let mut content = Vec::new();
    entry.take(LARGEST_MANIFEST + 1).read_to_end(&mut content).map_err(|_| Refused::NotACopy)?;
    if content.len() as u64 > LARGEST_MANIFEST { Err(Refused::TooLarge) } else { Ok(content) }
}

fn check_files(archive: &mut ZipArchive<BufReader<File>>, files: &[Listed]) -> Result<(), Refused> {
    let whole = files.iter().try_fold(0_u64, |sum, file| sum.checked_add(file.bytes));
    if whole.is_none_or(|whole| whole > LARGEST) {
        return Err(Refused::TooLarge);
    }
    // The manifest and its signature are not in their own list.
    if archive.len() != files.len() + 2 {
        return Err(Refused::Unlisted);
    }
    for listed in files {
        let changed = || Refused::Changed(listed.name.clone());
        let entry = archive.by_name(&listed.name).map_err(|_| changed())?;
        let mut content = Hashing { inner: entry.take(listed.bytes + 1), hasher: Sha256::new() };
        let bytes = io::copy(&mut content, &mut io::sink()).map_err(|_| changed())?;
        if bytes != listed.bytes || hex::encode(content.hasher.finalize()) != listed.sha256 {
            return Err(changed());
        }
    }
    Ok(())
}

impl Verified {
    /// A part, read as it is unpacked; `None` if the copy has none of this name.
    pub fn part(&mut self, name: &str) -> io::Result<Option<impl Read + '_>> {
        let Some(bytes) = self.sizes.get(name).copied() else { return Ok(None) };
        let entry = self.archive.by_name(name).map_err(io::Error::other)?;
        Ok(Some(entry.take(bytes)))
    }

    /// The names of its parts below a folder.
    pub fn below(&self, folder: &str) -> Vec<String> {
        self.sizes.keys().filter(|name| name.starts_with(folder)).cloned().collect()
    }
}
