//! The files of a view: which one answers, and which lie beside it.
//!
//! A view that is built anew gets a name of its own, the next generation, so that a file never comes to lie under the
//! name of another while SQLite's own files of that other one (`-wal`, `-shm`) are still there. The newest generation is
//! the one that counts; a half-built file has a name that does not.

use std::{
    ffi::OsString,
    fs::{self, File},
    io,
    path::{Path, PathBuf},
};

/// A finished file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Edition {
    pub(super) version: u32,
    pub(super) generation: u32,
}

/// Where one version of a view lives.
#[derive(Debug, Clone)]
pub(super) struct Files {
    folder: PathBuf,
    name: &'static str,
    version: u32,
}

impl Files {
    /// # Errors
    /// When the folder cannot be made.
    pub(super) fn of(folder: &Path, name: &'static str, version: u32) -> io::Result<Self> {
        fs::create_dir_all(folder)?;
        Ok(Self { folder: folder.to_owned(), name, version })
    }

    /// The file of this version, if there is one.
    pub(super) fn current(&self) -> io::Result<Option<Edition>> {
        Ok(self.editions()?.into_iter().filter(|edition| edition.version == self.version).max())
    }

    /// The file of the newest version before this one.
    pub(super) fn previous(&self) -> io::Result<Option<Edition>> {
        Ok(self.editions()?.into_iter().filter(|edition| edition.version < self.version).max())
    }

    pub(super) fn first(&self) -> Edition {
        Edition { version: self.version, generation: 1 }
    }

    pub(super) fn path(&self, edition: Edition) -> PathBuf {
        let Edition { version, generation } = edition;
        self.folder.join(match generation {
            1 => format!("{}.v{version}.sqlite", self.name),
            _ => format!("{}.v{version}.{generation}.sqlite", self.name),
        })
    }

    /// Where this version is built.
    pub(super) fn building(&self) -> PathBuf {
        self.folder.join(format!("{}.v{}.building.sqlite", self.name, self.version))
    }

    /// Whoever builds holds this lock: another process must neither build at the same time nor clear away what is built.
    /// `None`: somebody does.
    pub(super) fn try_lock(&self) -> io::Result<Option<File>> {
        let lock = File::create(self.folder.join(format!("{}.v{}.lock", self.name, self.version)))?;
        match lock.try_lock() {
            Ok(()) => Ok(Some(lock)),
            Err(fs::TryLockError::WouldBlock) => Ok(None),
            Err(fs::TryLockError::Error(cause)) => Err(cause),
        }
    }

    /// Clears away what a broken-off build left.
    pub(super) fn clear_building(&self) -> io::Result<()> {
        remove(&self.building())
    }

    /// Makes what was built the file that counts: one rename, so that after a crash it is the one or the other.
    pub(super) fn take_over(&self) -> io::Result<PathBuf> {
        let left_open = sidecar(&self.building(), "-wal");
        if left_open.exists() {
            return Err(io::Error::other(format!("{} was not closed", left_open.display())));
        }
        let generation = self.current()?.map_or(1, |current| current.generation.saturating_add(1));
        let path = self.path(Edition { version: self.version, generation });
        fs::rename(self.building(), &path)?;
        File::open(&self.folder)?.sync_all()?;
        Ok(path)
    }

    /// Removes what nobody needs any more. Kept are, beside the file that counts, the generation before it, which another
    /// process on this host may have open until its next start, and the newest file of the version before, for a
    /// rollback. What a newer version left is not ours to judge.
    pub(super) fn remove_obsolete(&self) -> io::Result<()> {
        let Some(current) = self.current()? else { return Ok(()) };
        let previous = self.previous()?;
        for edition in self.editions()? {
            let kept = edition.version > self.version
                || edition.version == self.version
                    && edition.generation.saturating_add(1) >= current.generation
                || Some(edition) == previous;
            if !kept {
                remove(&self.path(edition))?;
            }
        }
        Ok(())
    }

    fn editions(&self) -> io::Result<Vec<Edition>> {
        let mut editions = Vec::new();
        for entry in fs::read_dir(&self.folder)? {
            editions.extend(entry?.file_name().to_str().and_then(|name| self.edition(name)));
        }
        Ok(editions)
    }

    fn edition(&self, file_name: &str) -> Option<Edition> {
        let numbers = file_name.strip_prefix(self.name)?.strip_prefix(".v")?.strip_suffix(".sqlite")?;
        let (version, generation) = numbers.split_once('.').unwrap_or((numbers, "1"));
        Some(Edition { version: version.parse().ok()?, generation: generation.parse().ok()? })
    }
}

fn remove(database: &Path) -> io::Result<()> {
    for path in [
        database.to_owned(),
        sidecar(database, "-wal"),
        sidecar(database, "-shm"),
        sidecar(database, "-journal"),
    ] {
        match fs::remove_file(path) {
            Err(cause) if cause.kind() != io::ErrorKind::NotFound => return Err(cause),
            _ => {}
        }
    }
    Ok(())
}

/// What SQLite keeps beside a database.
fn sidecar(database: &Path, suffix: &str) -> PathBuf {
    let mut name: OsString = database.as_os_str().to_owned();
    name.push(suffix);
    name.into()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with(folder: &Path, names: &[&str]) -> Vec<String> {
        for name in names {
            fs::write(folder.join(name), "").unwrap();
        }
        let left =
            fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
        let mut left: Vec<_> = left.collect();
        left.sort();
        left
    }

    #[test]
    fn the_newest_generation_counts_and_a_half_built_one_does_not() {
        let folder = tempfile::tempdir().unwrap();
        let files = Files::of(folder.path(), "v", 2).unwrap();
        assert_eq!((files.current().unwrap(), files.previous().unwrap()), (None, None));
        with(
            folder.path(),
            &["v.v1.sqlite", "v.v1.10.sqlite", "v.v1.9.sqlite", "v.v2.building.sqlite", "vv.v2.sqlite"],
        );
        assert_eq!(files.current().unwrap(), None);
        assert_eq!(files.previous().unwrap(), Some(Edition { version: 1, generation: 10 }));
        assert_eq!(files.take_over().unwrap(), folder.path().join("v.v2.sqlite"));
        with(folder.path(), &["v.v2.building.sqlite"]);
        assert_eq!(files.take_over().unwrap(), folder.path().join("v.v2.2.sqlite"));
    }

    #[test]
    fn what_another_process_or_a_rollback_may_need_is_kept_and_nothing_else() {
        let folder = tempfile::tempdir().unwrap();
        let files = Files::of(folder.path(), "v", 3).unwrap();
        let there = [
            "v.v1.sqlite",
            "v.v2.sqlite",
            "v.v2.2.sqlite",
            "v.v3.sqlite",
            "v.v3.2.sqlite",
            "v.v3.3.sqlite",
            "v.v4.sqlite",
        ];
        with(folder.path(), &there);
        files.remove_obsolete().unwrap();
        assert_eq!(
            with(folder.path(), &[]),
            ["v.v2.2.sqlite", "v.v3.2.sqlite", "v.v3.3.sqlite", "v.v4.sqlite"]
        );
    }
}
