//! Why settings can't be used.

use std::path::PathBuf;

/// Why the settings can't be used: the message names the key or file and says what would be right.
#[derive(Debug, thiserror::Error)]
pub enum SettingsError {
    /// The file that `--config` named is not there.
    #[error("{}: there is no such settings file", path.display())]
    FileMissing {
        /// As it was named.
        path: PathBuf,
    },
    /// The settings file is not TOML.
    #[error("{}: not a settings file: {reason}", path.display())]
    FileSyntax {
        /// The settings file.
        path: PathBuf,
        /// What the parser says, on one line.
        reason: String,
    },
    /// A key or an environment variable that means nothing.
    #[error("{origin}: unknown key `{key}`; {hint}")]
    UnknownKey {
        /// The key, with dots.
        key: String,
        /// Where it stands.
        origin: String,
        /// What would be right.
        hint: String,
    },
    /// A value that the key can't have.
    #[error("{origin}: `{key}` {problem}")]
    WrongValue {
        /// The key, with dots.
        key: String,
        /// Where the value comes from.
        origin: String,
        /// What is wrong and what would be right.
        problem: String,
    },
}
