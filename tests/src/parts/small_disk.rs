//! A disk of its own for one test, so small that it can be filled.

use std::{
    ffi::CString,
    fs::{self, File},
    io::{ErrorKind, Write},
    path::{Path, PathBuf},
};

use rustix::mount::{MountFlags, UnmountFlags, mount, unmount};
use tempfile::TempDir;

const FILLED_AT_ONCE: usize = 4096;

/// A file system in memory, gone when dropped.
#[derive(Debug)]
pub struct SmallDisk {
    folder: TempDir,
}

impl SmallDisk {
    /// # Panics
    /// When it cannot be mounted: that needs root, as `./test` does.
    #[must_use]
    pub fn of_mebibytes(size: u32) -> Self {
        let folder = TempDir::new().expect("a folder to mount on");
        let size = CString::new(format!("size={size}m")).expect("a text");
        mount("tmpfs", folder.path(), "tmpfs", MountFlags::empty(), Some(size.as_c_str()))
            .unwrap_or_else(|error| panic!("a small disk cannot be mounted, which needs root: {error}"));
        Self { folder }
    }

    #[must_use]
    pub fn path(&self) -> &Path {
        self.folder.path()
    }

    /// Fills it to its last byte.
    ///
    /// # Panics
    /// When it cannot be written otherwise than for being full.
    pub fn is_filled(&self) {
        let mut filler = File::create(self.filler()).expect("a file");
        let full = loop {
            if let Err(error) = filler.write_all(&[0; FILLED_AT_ONCE]) {
                break error;
            }
        };
        assert_eq!(full.kind(), ErrorKind::StorageFull, "{full}");
    }

    /// Takes away what filled it.
    ///
    /// # Panics
    /// When it is not filled.
    pub fn has_room_again(&self) {
        fs::remove_file(self.filler()).expect("what filled it");
    }

    fn filler(&self) -> PathBuf {
        self.path().join("filler")
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        // Lazily: a program that is being killed may hold files for a moment.
        if let Err(error) = unmount(self.folder.path(), UnmountFlags::DETACH) {
            eprintln!("{} stays mounted: {error}", self.folder.path().display());
        }
    }
}
