//! Files that are mapped, not read: of what they hold only what is looked at comes into memory.

use std::path::Path;
use std::sync::Arc;

use tantivy::Directory;
use tantivy::directory::{MmapDirectory, OwnedBytes};

use super::SearchError;

/// The bytes of a file of a folder.
pub(super) fn bytes(folder: &Path, name: &str) -> Result<OwnedBytes, SearchError> {
    let unreadable = |why: &dyn std::fmt::Display| SearchError::File {
        file: folder.join(name).display().to_string(),
        action: "read",
        source: std::io::Error::other(why.to_string()),
    };
    let directory = MmapDirectory::open(folder).map_err(|error| unreadable(&error))?;
    let length = std::fs::metadata(folder.join(name)).map_err(|error| unreadable(&error))?.len();
    let file = directory.get_file_handle(Path::new(name)).map_err(|error| unreadable(&error))?;
    file.read_bytes(0..usize::try_from(length).unwrap_or(usize::MAX)).map_err(|error| unreadable(&error))
}

/// The same for whoever keeps texts in a file.
///
/// # Errors
/// Where the file is not there or cannot be read.
pub fn mapped(folder: &Path, name: &str) -> Result<Arc<dyn AsRef<[u8]> + Send + Sync>, SearchError> {
    Ok(Arc::new(bytes(folder, name)?))
}
