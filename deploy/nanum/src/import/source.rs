//! Files, and where in them a thing stands.

use std::{
    fs,
    path::{Path, PathBuf},
};

use serde::de::DeserializeOwned;
use toml::{
    Spanned,
    de::{DeTable, DeValue, ValueDeserializer},
};

use super::faults::Faults;

/// Largest file taken, in bytes.
const FILE_BYTES_MAX: u64 = 32 * 1024 * 1024;

/// A file's text under the name that faults are reported by.
#[derive(Debug, Clone)]
pub(crate) struct Source {
    pub(crate) name: String,
    pub(crate) text: String,
}

/// An entry of a file with the line it begins in.
#[derive(Debug, Clone)]
pub(crate) struct Entry<T> {
    pub(crate) line: usize,
    pub(crate) value: T,
}

impl Source {
    pub(crate) fn new(name: impl Into<String>, text: impl Into<String>) -> Self {
        Self { name: name.into(), text: text.into() }
    }

    /// The line of a byte, from 1.
    pub(crate) fn line_at(&self, offset: usize) -> usize {
        self.text.as_bytes().iter().take(offset).filter(|byte| **byte == b'\n').count() + 1
    }

    /// The file's table, or every fault of its syntax.
    pub(crate) fn table(&self) -> Result<DeTable<'_>, Faults> {
        let (table, errors) = DeTable::parse_recoverable(&self.text);
        let mut faults = Faults::default();
        for error in errors {
            self.report(&mut faults, 0, &error);
        }
        faults.or(table.into_inner())
    }

    /// One entry, or what is wrong with it.
    pub(crate) fn entry<T: DeserializeOwned>(
        &self,
        value: Spanned<DeValue<'_>>,
        faults: &mut Faults,
    ) -> Option<Entry<T>> {
        let line = self.line_at(value.span().start);
        match T::deserialize(ValueDeserializer::from(value)) {
            Ok(value) => Some(Entry { line, value }),
            Err(error) => {
                self.report(faults, line, &error);
                None
            }
        }
    }

    /// All entries of a list such as `[[sites]]`.
    pub(crate) fn entries<T: DeserializeOwned>(
        &self,
        list: Option<Spanned<DeValue<'_>>>,
        what: &str,
        faults: &mut Faults,
    ) -> Vec<Entry<T>> {
        let Some(list) = list else { return Vec::new() };
        let line = self.line_at(list.span().start);
        match list.into_inner() {
            DeValue::Array(entries) => {
                entries.into_iter().filter_map(|entry| self.entry(entry, faults)).collect()
            }
            _ => {
                faults.add(&self.name, line, format!("{what} must be a list: [[{what}]]"));
                Vec::new()
            }
        }
    }

    fn report(&self, faults: &mut Faults, line: usize, error: &toml::de::Error) {
        let line = error.span().map_or(line, |span| self.line_at(span.start));
        faults.add(&self.name, line, error.message());
    }
}

/// Reads the files and the `.toml` files of the folders, in the order of their names.
pub(crate) fn read(paths: &[PathBuf]) -> Result<Vec<Source>, Faults> {
    let mut faults = Faults::default();
    let mut sources = Vec::new();
    for path in paths {
        for file in files_at(path, &mut faults) {
            match read_one(&file) {
                Ok(text) => sources.push(Source::new(file.display().to_string(), text)),
                Err(cause) => faults.add(&file.display().to_string(), 1, cause),
            }
        }
    }
    faults.or(sources)
}

fn files_at(path: &Path, faults: &mut Faults) -> Vec<PathBuf> {
    if !path.is_dir() {
        return vec![path.to_owned()];
    }
    let entries = match fs::read_dir(path) {
        Ok(entries) => entries,
        Err(cause) => {
            faults.add(&path.display().to_string(), 1, cause.to_string());
            return Vec::new();
        }
    };
    let mut files: Vec<PathBuf> = entries
        .filter_map(|entry| entry.ok().map(|entry| entry.path()))
        .filter(|file| file.extension().is_some_and(|extension| extension == "toml"))
        .collect();
    files.sort();
    if files.is_empty() {
        faults.add(&path.display().to_string(), 1, "the folder holds no .toml file");
    }
    files
}

fn read_one(file: &Path) -> Result<String, String> {
    let size = fs::metadata(file).map_err(|cause| cause.to_string())?.len();
    if size > FILE_BYTES_MAX {
        return Err(format!("the file has {size} bytes, over the limit of {FILE_BYTES_MAX}"));
    }
    fs::read_to_string(file).map_err(|cause| cause.to_string())
}
