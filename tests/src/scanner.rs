//! Looking for a text in every byte of every file, in every form in which a program could have written it.

use std::{
    fmt::Write as _,
    fs,
    path::{Path, PathBuf},
};

use aho_corasick::{AhoCorasick, AhoCorasickBuilder, AhoCorasickKind};
use base64::prelude::{BASE64_STANDARD, BASE64_URL_SAFE, Engine};
use sha2::{Digest, Sha256};
use uuid::Uuid;

/// Shorter forms would be found by chance.
const FORM_BYTES_MIN: usize = 5;

/// Where something was found, and in which form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Find {
    /// Relative to the folder that was scanned.
    pub file: PathBuf,
    pub what: String,
}

/// Looks for the forms of some texts and keys.
#[derive(Debug)]
pub struct Scanner {
    forms: Vec<(String, Vec<u8>)>,
    machine: AhoCorasick,
}

impl Scanner {
    /// For these texts in every form ([`forms_of`]), and these bytes as they are, each with its name.
    ///
    /// # Panics
    /// When a form is too short to be told from chance.
    #[must_use]
    pub fn of(texts: &[&str], bytes: &[(&str, &[u8])]) -> Self {
        let mut forms: Vec<(String, Vec<u8>)> = texts.iter().flat_map(|text| forms_of(text)).collect();
        forms.extend(bytes.iter().map(|(name, bytes)| ((*name).to_owned(), bytes.to_vec())));
        for (name, form) in &forms {
            assert!(form.len() >= FORM_BYTES_MIN, "{name} is too short to be looked for");
        }
        // The quick kind: every byte of every log is looked at several times.
        let machine = AhoCorasickBuilder::new()
            .kind(Some(AhoCorasickKind::DFA))
            .build(forms.iter().map(|(_, form)| form))
            .expect("a machine");
        Self { forms, machine }
    }

    /// Every form that a text holds, once.
    #[must_use]
    pub fn finds_in(&self, bytes: &[u8]) -> Vec<String> {
        let mut found: Vec<usize> =
            self.machine.find_overlapping_iter(bytes).map(|found| found.pattern().as_usize()).collect();
        found.sort_unstable();
        found.dedup();
        found.into_iter().map(|form| self.forms[form].0.clone()).collect()
    }

    /// Every find in every file under a folder; names of files count as well.
    ///
    /// # Panics
    /// When a file cannot be read; one that is gone by then is none.
    #[must_use]
    pub fn finds_under(&self, folder: &Path) -> Vec<Find> {
        let mut finds = Vec::new();
        for path in files_under(folder) {
            let file = path.strip_prefix(folder).expect("a path within").to_owned();
            let bytes = match fs::read(&path) {
                Ok(bytes) => bytes,
                Err(cause) if cause.kind() == std::io::ErrorKind::NotFound => continue,
                Err(cause) => panic!("{}: {cause}", path.display()),
            };
            let name = file.to_string_lossy().into_owned();
            let found = [self.finds_in(&bytes), self.finds_in(name.as_bytes())].concat();
            finds.extend(found.into_iter().map(|what| Find { file: file.clone(), what }));
        }
        finds
    }

    /// Names and bytes of all forms, for a test of the scanner itself.
    #[must_use]
    pub fn forms(&self) -> &[(String, Vec<u8>)] {
        &self.forms
    }
}

/// Every file under a folder.
///
/// # Panics
/// When the folder cannot be read.
#[must_use]
pub fn files_under(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).unwrap_or_else(|cause| panic!("{}: {cause}", folder.display()));
    let paths = entries.map(|entry| entry.expect("an entry").path());
    paths.flat_map(|path| if path.is_dir() { files_under(&path) } else { vec![path] }).collect()
}

/// Every form in which a program may write a text, each with its name: as it is, in other encodings, escaped, and what can be
/// computed from it by whoever guesses it.
#[must_use]
pub fn forms_of(text: &str) -> Vec<(String, Vec<u8>)> {
    let utf8 = text.as_bytes();
    let utf16le: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let utf16be: Vec<u8> = text.encode_utf16().flat_map(u16::to_be_bytes).collect();
    let sha256: [u8; 32] = Sha256::digest(utf8).into();
    let mut forms = vec![
        ("UTF-8", utf8.to_vec()),
        ("UTF-8 in lower case", text.to_lowercase().into_bytes()),
        ("UTF-16 LE", utf16le),
        ("UTF-16 BE", utf16be),
        ("hexadecimal", hexadecimal(utf8).into_bytes()),
        ("hexadecimal in capitals", hexadecimal(utf8).to_uppercase().into_bytes()),
        (
            "percent-encoded",
            escaped(text, '%', |byte| byte.is_ascii_alphanumeric() || b"-._~".contains(&byte)),
        ),
        (
            "quoted-printable",
            escaped(text, '=', |byte| byte == b' ' || byte.is_ascii_graphic() && byte != b'='),
        ),
        ("escaped as JSON", escaped_json(text).into_bytes()),
        ("SHA-256", sha256.to_vec()),
        ("SHA-256 in hexadecimal", hexadecimal(&sha256).into_bytes()),
        ("SHA-256 in base64", BASE64_STANDARD.encode(sha256).into_bytes()),
    ];
    // At each of three places within the bytes that it is encoded with; the digits that depend on its neighbours are cut off.
    for shift in 0..3 {
        let padded = [&[0; 3][..shift], utf8].concat();
        let first = [0, 2, 3][shift];
        let digits = (padded.len() * 8) / 6;
        forms.push(("base64", BASE64_STANDARD.encode(&padded).as_bytes()[first..digits].to_vec()));
        forms.push(("base64 for URLs", BASE64_URL_SAFE.encode(&padded).as_bytes()[first..digits].to_vec()));
    }
    for prefix in ["card:", "identity:demo\n"] {
        let id = Uuid::new_v5(&Uuid::NAMESPACE_OID, format!("{prefix}{text}").as_bytes());
        forms.push(("an unkeyed claim", id.as_bytes().to_vec()));
        forms.push(("an unkeyed claim in hexadecimal", id.simple().to_string().into_bytes()));
    }
    forms.sort_by(|(_, a), (_, b)| a.cmp(b));
    forms.dedup_by(|(_, a), (_, b)| a == b);
    forms.into_iter().map(|(form, bytes)| (format!("{text} as {form}"), bytes)).collect()
}

fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        write!(text, "{byte:02x}").expect("room");
        text
    })
}

fn escaped(text: &str, mark: char, stays: fn(u8) -> bool) -> Vec<u8> {
    let escaped = text.bytes().fold(String::new(), |mut escaped, byte| {
        if stays(byte) {
            escaped.push(char::from(byte));
        } else {
            write!(escaped, "{mark}{byte:02X}").expect("room");
        }
        escaped
    });
    escaped.into_bytes()
}

fn escaped_json(text: &str) -> String {
    text.encode_utf16().fold(String::new(), |mut escaped, unit| {
        match u8::try_from(unit) {
            Ok(ascii) if ascii.is_ascii() => escaped.push(char::from(ascii)),
            _ => write!(escaped, "\\u{unit:04x}").expect("room"),
        }
        escaped
    })
}
