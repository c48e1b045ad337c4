//! One at a time: whoever changes the data folder holds it from before the first file is read until the last is
//! written. Several processes may work on one folder, and what one has read must still be so when it writes.

use std::fs::{File, TryLockError};
use std::ops::Deref;

use super::DataFolder;
use super::change::{Change, ChangeError};

/// The file in the data folder that is locked. It stays there, empty: to remove it would let two hold the folder.
pub const LOCK: &str = ".lock";

/// The data folder while nobody else changes it by way of here. Editors and `git` know nothing of that: what they change
/// meanwhile is found out before anything is written.
#[derive(Debug)]
pub struct Held<'a> {
    folder: &'a DataFolder,
    /// Freed with it, and by the system where a process ends, however it ends.
    _lock: Option<File>,
}

impl Deref for Held<'_> {
    type Target = DataFolder;

    fn deref(&self) -> &DataFolder {
        self.folder
    }
}

impl DataFolder {
    /// Holds the folder, where it is written to at all.
    ///
    /// # Errors
    /// [`ChangeError::Busy`] where somebody else holds it.
    pub fn hold(&self) -> Result<Held<'_>, ChangeError> {
        let lock = if self.is_writable { self.lock()? } else { None };
        Ok(Held { folder: self, _lock: lock })
    }

    /// Where there are no locks, or nothing can be written, what is read before the writing has to do.
    fn lock(&self) -> Result<Option<File>, ChangeError> {
        let unlocked = |error| {
            tracing::warn!(%error, "the data folder can't be locked");
            Ok(None)
        };
        let path = self.path.join(LOCK);
        let file = match File::options().write(true).create(true).truncate(false).open(path) {
            Ok(file) => file,
            Err(error) => return unlocked(error),
        };
        match file.try_lock() {
            Ok(()) => Ok(Some(file)),
            Err(TryLockError::WouldBlock) => Err(ChangeError::Busy),
            Err(TryLockError::Error(error)) => unlocked(error),
        }
    }
}

impl Held<'_> {
    /// Writes a change whose files were read while the folder was held.
    ///
    /// # Errors
    /// See [`Change::write`].
    pub fn write(&self, change: &Change) -> Result<(), ChangeError> {
        change.write(&self.path)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::super::change::FileChange;
    use super::*;

    fn folder(path: &std::path::Path, is_writable: bool) -> DataFolder {
        DataFolder { path: path.to_owned(), originals: None, is_writable }
    }

    #[test]
    fn one_holds_it_and_whoever_comes_second_is_told() {
        let place = tempfile::tempdir().unwrap();
        let (one, other) = (folder(place.path(), true), folder(place.path(), true));
        let held = one.hold().unwrap();
        assert!(matches!(other.hold(), Err(ChangeError::Busy)));
        assert!(folder(place.path(), false).hold().is_ok(), "a patch harms nobody");
        drop(held);
        assert!(other.hold().is_ok());
    }

    /// Adds a line to a file, as everybody here changes files: read, made anew, written.
    fn add(folder: &DataFolder, line: &str) -> Result<(), ChangeError> {
        let held = folder.hold()?;
        let before = FileChange::read(&held.path, "lines")?;
        std::thread::yield_now();
        let after = Some(format!("{}{line}\n", before.as_deref().unwrap_or_default()));
        held.write(&Change { files: vec![FileChange { path: "lines".to_owned(), before, after }] })
    }

    #[test]
    fn of_many_who_write_at_the_same_time_nothing_is_lost() {
        let place = tempfile::tempdir().unwrap();
        std::thread::scope(|scope| {
            for writer in 0..4 {
                let folder = folder(place.path(), true);
                scope.spawn(move || {
                    for number in 0..25 {
                        while let Err(error) = add(&folder, &format!("{writer} {number}")) {
                            assert!(matches!(error, ChangeError::Busy), "{error}");
                            std::thread::yield_now();
                        }
                    }
                });
            }
        });
        let text = std::fs::read_to_string(place.path().join("lines")).unwrap();
        let lines: BTreeSet<&str> = text.lines().collect();
        assert_eq!((text.lines().count(), lines.len()), (100, 100));
    }
}
