//! What can go wrong with the store.

use std::path::PathBuf;

/// Why the store could not do what it was asked. Addresses and passwords are never part of it.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// `store.url` is no address of a database.
    #[error("`store.url` is no address that a database can be opened at, as sqlite:state/lablore.db")]
    Address,
    /// The folder of the SQLite file can't be made.
    #[error("{}: the folder for the database can't be made: {reason}", folder.display())]
    Folder {
        /// The folder.
        folder: PathBuf,
        /// What the system says.
        reason: String,
    },
    /// The database does not answer; it may later.
    #[error("the database can't be reached: {reason}")]
    Unreachable {
        /// What the driver says.
        reason: String,
    },
    /// The tables can't be brought up to date.
    #[error("the database can't be brought up to date: {reason}")]
    Migration {
        /// What the driver says.
        reason: String,
    },
    /// The database refused a statement.
    #[error("the database refused: {reason}")]
    Refused {
        /// What the database says.
        reason: String,
    },
    /// A row holds what this program never writes.
    #[error("the database holds `{value}` as {column}, which means nothing")]
    Damaged {
        /// The column.
        column: String,
        /// What stands there.
        value: String,
    },
}

impl StoreError {
    pub(super) fn damaged(column: &str, value: &str) -> Self {
        Self::Damaged { column: column.to_owned(), value: value.to_owned() }
    }
}

impl From<sqlx::Error> for StoreError {
    fn from(error: sqlx::Error) -> Self {
        use sqlx::Error;
        let reason = error.to_string();
        match error {
            Error::Io(_) | Error::Tls(_) | Error::PoolTimedOut | Error::PoolClosed | Error::WorkerCrashed => {
                Self::Unreachable { reason }
            }
            Error::Configuration(_) => Self::Address,
            _ => Self::Refused { reason },
        }
    }
}

impl From<sqlx::migrate::MigrateError> for StoreError {
    fn from(error: sqlx::migrate::MigrateError) -> Self {
        Self::Migration { reason: error.to_string() }
    }
}
