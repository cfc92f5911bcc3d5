//! A copy of data as somebody finds it: unpacked, and checked with tools that are not ours.

use std::collections::BTreeMap;
use std::io::{Cursor, Read};
use std::process::Command;

use serde_json::{Map, Value};

pub struct Unpacked {
    pub files: BTreeMap<String, Vec<u8>>,
    pub manifest: Value,
}

impl Unpacked {
    pub fn of(zip: &[u8]) -> Self {
        let mut archive = zip::ZipArchive::new(Cursor::new(zip)).unwrap();
        let mut files = BTreeMap::new();
        for at in 0..archive.len() {
            let mut entry = archive.by_index(at).unwrap();
            let mut content = Vec::new();
            entry.read_to_end(&mut content).unwrap();
            files.insert(entry.name().unwrap().into_owned(), content);
        }
        let manifest = serde_json::from_slice(&files["manifest.json"]).unwrap();
        Self { files, manifest }
    }

    pub fn text(&self, name: &str) -> String {
        let file = self.files.get(name).unwrap_or_else(|| panic!("no {name} in {:?}", self.files.keys()));
        String::from_utf8(file.clone()).unwrap()
    }

    pub fn rows(&self, table: &str) -> Vec<Map<String, Value>> {
        match self.files.get(&format!("data/{table}.json")) {
            Some(json) => serde_json::from_slice(json).unwrap(),
            None => Vec::new(),
        }
    }

    /// The head and the lines of a spreadsheet.
    pub fn sheet(&self, table: &str) -> (Vec<String>, Vec<Vec<String>>) {
        let text = self.text(&format!("data/{table}.csv"));
        let mut reader = csv::Reader::from_reader(text.as_bytes());
        let cells = |record: &csv::StringRecord| record.iter().map(str::to_owned).collect::<Vec<_>>();
        let head = cells(reader.headers().unwrap());
        let lines = reader.records().map(|record| cells(&record.unwrap())).collect();
        (head, lines)
    }

    pub fn table(&self, name: &str) -> &Value {
        let tables = self.manifest["tables"].as_array().unwrap();
        tables
            .iter()
            .find(|table| table["name"] == name)
            .unwrap_or_else(|| panic!("{name} is not in the manifest"))
    }

    /// Every file's digest is the manifest's, and the manifest lists every file.
    pub fn assert_digests(&self) {
        let listed = self.manifest["files"].as_array().unwrap();
        for file in listed {
            let name = file["name"].as_str().unwrap();
            let content = &self.files[name];
            assert_eq!(file["bytes"], content.len(), "{name}");
            let digest = clientsync::db::ids::digest(&String::from_utf8_lossy(content));
            if std::str::from_utf8(content).is_ok() {
                assert_eq!(file["sha256"], digest, "{name}");
            }
        }
        assert_eq!(listed.len() + 2, self.files.len(), "all but the manifest and its signature are listed");
        for table in self.manifest["tables"].as_array().unwrap() {
            let name = table["name"].as_str().unwrap();
            assert_eq!(table["rows"], self.rows(name).len(), "{name}");
            assert_eq!(table["rows"], table["rows_in_database"], "{name}");
        }
    }
}

/// `unzip -t` and `minisign -V`, as anybody would.
pub fn assert_sound(zip: &[u8], public_key: &str) {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("copy.zip");
    std::fs::write(&file, zip).unwrap();
    let run = |command: &mut Command| {
        let done = command.current_dir(folder.path()).output().unwrap();
        let said =
            String::from_utf8_lossy(&done.stdout).into_owned() + &String::from_utf8_lossy(&done.stderr);
        (done.status.success(), said)
    };
    let (sound, said) = run(Command::new("unzip").args(["-tq", "copy.zip"]));
    assert!(sound, "unzip: {said}");
    let (sound, said) = run(Command::new("unzip").args(["-oq", "copy.zip"]));
    assert!(sound, "unzip: {said}");
    let key = public_key.lines().nth(1).unwrap();
    let (sound, said) = run(Command::new("minisign").args(["-Vm", "manifest.json", "-P", key]));
    assert!(sound, "minisign: {said}");
    let mut manifest = std::fs::read(folder.path().join("manifest.json")).unwrap();
    manifest.push(b' ');
    std::fs::write(folder.path().join("manifest.json"), manifest).unwrap();
    let (sound, _) = run(Command::new("minisign").args(["-Vm", "manifest.json", "-P", key]));
    assert!(!sound, "a changed manifest must not verify");
}
