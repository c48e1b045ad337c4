//! What must survive a restart: settings, feedback, gaps, the daily post, the audit log. The only place that names sqlx.
//!
//! A [`Store`] is a handle that is cheap to clone; a file per subject holds its types and its methods. SQLite is
//! embedded and the default, PostgreSQL comes by changing `store.url`. Both run the same statements over the same
//! tables: TEXT, BIGINT and DOUBLE PRECISION columns, `$1` placeholders, times as epoch seconds. Every change is one
//! statement, so that no transaction is ever left half done by whoever dies, and nobody waits for a lock that somebody
//! else holds across statements. There is no clock in here: times are arguments.

mod applied;
mod audit;
mod boards;
mod deliveries;
mod destinations;
mod error;
mod feedback;
mod gaps;
mod guilds;
mod members;
mod migrations;
mod sessions;
mod settings;
mod subscriptions;
#[cfg(test)]
pub(crate) mod testing;

use std::path::{Path, PathBuf};
use std::str::FromStr;
use std::time::Duration;

use jiff::Timestamp;
use sqlx::any::{AnyConnectOptions, AnyPoolOptions, AnyRow};
use sqlx::error::DatabaseError;
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode};
use sqlx::{AnyPool, ConnectOptions, Connection, Row};

pub use applied::{Applied, NewApplied};
pub use audit::{AuditEntry, NewAuditEntry};
pub use deliveries::{Delivery, DeliveryKey, DeliveryState};
pub use destinations::{ChannelKind, Destination};
pub use error::StoreError;
pub use feedback::{Feedback, FeedbackKind, FeedbackState, MistakeReport, NewFeedback};
pub use gaps::Gap;
pub use members::Forgotten;
pub use settings::Scope;
pub use subscriptions::{Parked, Subscription};

/// How long a connection is waited for, and how long SQLite waits for another writer.
const PATIENCE: Duration = Duration::from_secs(10);

/// How long a busy file is let alone before it is opened again.
const MOMENT: Duration = Duration::from_millis(10);

/// Connections to PostgreSQL at most.
const POSTGRES_CONNECTIONS: u32 = 8;

/// Connections to a SQLite file at most: readers beside the one writer that it allows.
const SQLITE_CONNECTIONS: u32 = 4;

/// What the addresses of SQLite files begin with.
const SQLITE_SCHEME: &str = "sqlite:";

/// A handle on the database. Clones share its connections.
#[derive(Debug, Clone)]
pub struct Store {
    pool: AnyPool,
}

impl Store {
    /// Opens the database at `url` (`sqlite:FILE` or `postgres://…`) and brings its tables up to date. The file of
    /// SQLite and the folder around it are made at need.
    ///
    /// # Errors
    /// When the address can't be used, the database can't be reached, or it was made by a later version. No error holds
    /// the address, which may hold a password.
    pub async fn open(url: &str) -> Result<Self, StoreError> {
        let pool = connect(url).await?;
        migrations::run(&pool, is_sqlite(url)).await?;
        Ok(Self { pool })
    }

    /// Whether the database answers right now.
    ///
    /// # Errors
    /// When it doesn't.
    pub async fn ping(&self) -> Result<(), StoreError> {
        sqlx::query("SELECT 1").execute(&self.pool).await?;
        Ok(())
    }

    /// Closes all connections, once what is under way has ended. Also for the clones.
    pub async fn close(&self) {
        self.pool.close().await;
    }

    /// The next number of a series, from 1 on. Numbers are never given twice, also not across processes.
    async fn next_number(&self, series: &'static str) -> Result<i64, StoreError> {
        let row = sqlx::query(
            "INSERT INTO counters (name, last) VALUES ($1, 1)
             ON CONFLICT (name) DO UPDATE SET last = counters.last + 1 RETURNING last",
        )
        .bind(series)
        .fetch_one(&self.pool)
        .await?;
        Ok(row.try_get("last")?)
    }
}

fn is_sqlite(url: &str) -> bool {
    url.starts_with(SQLITE_SCHEME)
}

async fn connect(url: &str) -> Result<AnyPool, StoreError> {
    sqlx::any::install_default_drivers();
    let is_sqlite = is_sqlite(url);
    if is_sqlite {
        prepare_file(url).await?;
    }
    let options = AnyConnectOptions::from_str(url).map_err(|_| StoreError::Address)?;
    AnyPoolOptions::new()
        .max_connections(if is_sqlite { SQLITE_CONNECTIONS } else { POSTGRES_CONNECTIONS })
        .acquire_timeout(PATIENCE)
        .after_connect(move |connection, _| {
            Box::pin(async move {
                if is_sqlite {
                    // In milliseconds.
                    sqlx::query("PRAGMA busy_timeout = 10000").execute(connection).await?;
                }
                Ok(())
            })
        })
        .connect_with(options)
        .await
        .map_err(StoreError::from)
}

/// Makes the file at need and switches it to a write-ahead log, which lasts: readers then never wait for a writer.
async fn prepare_file(url: &str) -> Result<(), StoreError> {
    let options = SqliteConnectOptions::from_str(url).map_err(|_| StoreError::Address)?;
    let file: PathBuf = options.get_filename().to_owned();
    if let Some(folder) = file.parent().filter(|folder| *folder != Path::new("")) {
        std::fs::create_dir_all(folder)
            .map_err(|source| StoreError::Folder { folder: folder.to_owned(), reason: source.to_string() })?;
    }
    let options = options.create_if_missing(true).busy_timeout(PATIENCE).journal_mode(SqliteJournalMode::Wal);
    // Where another process makes the same switch, or closes its last connection, SQLite says that the file is locked
    // without waiting for its busy timeout (https://www.sqlite.org/wal.html, "Sometimes Queries Return SQLITE_BUSY In WAL
    // Mode"): that is over in moments.
    let mut waited = Duration::ZERO;
    loop {
        let opened = match options.connect().await {
            Ok(connection) => connection.close().await,
            Err(reason) => Err(reason),
        };
        match opened {
            Err(reason) if is_busy(&reason) && waited < PATIENCE => {
                tokio::time::sleep(MOMENT).await;
                waited += MOMENT;
            }
            opened => return Ok(opened?),
        }
    }
}

/// Whether SQLite says that somebody else uses the file: `SQLITE_BUSY` (5), whose extended codes have it in the lowest
/// byte.
fn is_busy(reason: &sqlx::Error) -> bool {
    const SQLITE_BUSY: u32 = 5;
    let code = reason.as_database_error().and_then(DatabaseError::code);
    code.and_then(|code| code.parse::<u32>().ok()).is_some_and(|code| code & 0xFF == SQLITE_BUSY)
}

/// Discord's ids are unsigned, but far below the sign of a BIGINT.
const fn id_in(id: u64) -> i64 {
    id.cast_signed()
}

fn id_out(row: &AnyRow, column: &str) -> Result<u64, StoreError> {
    Ok(row.try_get::<i64, _>(column)?.cast_unsigned())
}

fn optional_id_out(row: &AnyRow, column: &str) -> Result<Option<u64>, StoreError> {
    Ok(row.try_get::<Option<i64>, _>(column)?.map(i64::cast_unsigned))
}

fn time_out(row: &AnyRow, column: &str) -> Result<Timestamp, StoreError> {
    timestamp(row.try_get(column)?, column)
}

fn optional_time_out(row: &AnyRow, column: &str) -> Result<Option<Timestamp>, StoreError> {
    row.try_get::<Option<i64>, _>(column)?.map(|seconds| timestamp(seconds, column)).transpose()
}

fn timestamp(seconds: i64, column: &str) -> Result<Timestamp, StoreError> {
    Timestamp::from_second(seconds).map_err(|_| StoreError::damaged(column, &seconds.to_string()))
}

#[cfg(test)]
mod tests {
    use super::testing::over_both;
    use super::*;

    #[tokio::test]
    async fn the_folder_and_the_file_are_made_and_found_again() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("some new/state folder/lablore.db");
        let url = format!("sqlite:{}", file.display());
        let store = Store::open(&url).await.unwrap();
        store.set_setting(Scope::Guild(1), "language", "es").await.unwrap();
        store.close().await;
        let again = Store::open(&url).await.unwrap();
        assert_eq!(again.setting(Scope::Guild(1), "language").await.unwrap().as_deref(), Some("es"));
        let mode: String = sqlx::query("PRAGMA journal_mode").fetch_one(&again.pool).await.unwrap().get(0);
        assert_eq!(mode, "wal");
    }

    #[tokio::test]
    async fn what_can_not_be_opened_is_an_error_without_the_address() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("file"), "no database ".repeat(100)).unwrap();
        let below_a_file = format!("sqlite:{}/file/lablore.db", folder.path().display());
        assert!(matches!(Store::open(&below_a_file).await, Err(StoreError::Folder { .. })));
        let no_database = format!("sqlite:{}/file", folder.path().display());
        assert!(Store::open(&no_database).await.is_err());
        let refused = Store::open("postgres://me:hunter2@localhost/x?host=/no/such/folder").await.unwrap_err();
        assert!(matches!(refused, StoreError::Unreachable { .. }), "{refused:?}");
        assert!(!refused.to_string().contains("hunter2") && !format!("{refused:?}").contains("hunter2"));
    }

    #[tokio::test]
    async fn numbers_are_never_given_twice() {
        over_both(async |store| {
            let mut tasks = tokio::task::JoinSet::new();
            for _ in 0..20 {
                let store = store.clone();
                tasks.spawn(async move { store.next_number("test").await.unwrap() });
            }
            let mut numbers = tasks.join_all().await;
            numbers.sort_unstable();
            assert_eq!(numbers, (1..=20).collect::<Vec<_>>());
        })
        .await;
    }
}
