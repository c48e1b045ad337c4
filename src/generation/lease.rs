//! Who reads a generation keeps its folder: a shared lock on its manifest, held as long as the engine lives. Whoever
//! clears away asks for the whole lock first. The system frees the locks of a process that ends, however it ends.

use std::fs::{self, File};
use std::io;
use std::path::Path;

use super::GenerationError;
use super::folder::MANIFEST;

/// Takes the lock of a reader.
///
/// # Errors
/// Where the generation is being cleared away, or has no manifest.
pub(super) fn hold(folder: &Path, id: &str) -> Result<File, GenerationError> {
    let unreadable = |error| GenerationError::damaged(id, format!("`{MANIFEST}` cannot be read: {error}"));
    let file = File::open(folder.join(MANIFEST)).map_err(unreadable)?;
    match file.try_lock_shared() {
        Err(fs::TryLockError::WouldBlock) => Err(GenerationError::damaged(id, "it is being cleared away")),
        // On a file system without locks, whoever clears away finds none either, and keeps what it can't lock.
        Ok(()) | Err(fs::TryLockError::Error(_)) => Ok(file),
    }
}

/// Removes the folder of a generation, unless somebody reads it; whether it is gone.
pub(super) fn remove_unread(folder: &Path) -> io::Result<bool> {
    let lock = match File::open(folder.join(MANIFEST)) {
        Ok(file) => match file.try_lock() {
            Ok(()) => Some(file),
            Err(fs::TryLockError::WouldBlock) => return Ok(false),
            Err(fs::TryLockError::Error(error)) => return Err(error),
        },
        // Nobody can read what has no manifest.
        Err(error) if error.kind() == io::ErrorKind::NotFound => None,
        Err(error) => return Err(error),
    };
    fs::remove_dir_all(folder)?;
    drop(lock);
    Ok(true)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_read_stays_until_it_is_not() {
        let folder = tempfile::tempdir().unwrap();
        let generation = folder.path().join("generation-000001-x");
        fs::create_dir(&generation).unwrap();
        fs::write(generation.join(MANIFEST), "{}").unwrap();
        let first = hold(&generation, "x").unwrap();
        let second = hold(&generation, "x").unwrap();
        drop(first);
        assert!(!remove_unread(&generation).unwrap());
        assert!(generation.exists());
        drop(second);
        assert!(remove_unread(&generation).unwrap());
        assert!(!generation.exists());
        assert!(hold(&generation, "x").is_err());
    }
}
