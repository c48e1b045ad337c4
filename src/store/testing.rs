//! Databases to test over: a SQLite file, and PostgreSQL where a server was started for the tests.

use std::io::Write as _;
use std::str::FromStr as _;
use std::sync::atomic::{AtomicU32, Ordering};

use jiff::Timestamp;
use jiff::civil::Date;
use sqlx::any::AnyConnectOptions;
use sqlx::{AssertSqlSafe, ConnectOptions as _, Connection as _, Executor as _};
use tempfile::TempDir;

use super::{ChannelKind, Delivery, DeliveryKey, DeliveryState, Destination, Store, Subscription};
use crate::calendar::{Edition, Taste};

/// Names a PostgreSQL server that tests may make databases on; `.ci/run` starts one.
const SERVER_VARIABLE: &str = "TEST_POSTGRES_URL";

/// An empty database.
pub(crate) enum Database {
    Sqlite { url: String, _folder: TempDir },
    Postgres { url: String, server: String, name: String },
}

impl Database {
    pub(crate) fn sqlite() -> Self {
        let folder = tempfile::tempdir().unwrap();
        Self::Sqlite { url: format!("sqlite:{}/lablore.db", folder.path().display()), _folder: folder }
    }

    async fn postgres(server: &str) -> Self {
        static NEXT: AtomicU32 = AtomicU32::new(1);
        let name = format!("unit_{}_{}", std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed));
        on_server(server, format!("CREATE DATABASE {name}")).await;
        let (address, parameters) = server.split_once('?').unwrap_or((server, ""));
        let address = address.rsplit_once('/').map_or(address, |(address, _)| address);
        Self::Postgres { url: format!("{address}/{name}?{parameters}"), server: server.to_owned(), name }
    }

    pub(crate) fn url(&self) -> &str {
        match self {
            Self::Sqlite { url, .. } | Self::Postgres { url, .. } => url,
        }
    }

    pub(crate) async fn remove(self) {
        if let Self::Postgres { server, name, .. } = self {
            on_server(&server, format!("DROP DATABASE {name} WITH (FORCE)")).await;
        }
    }
}

async fn on_server(server: &str, statement: String) {
    sqlx::any::install_default_drivers();
    let mut connection = AnyConnectOptions::from_str(server).unwrap().connect().await.unwrap();
    connection.execute(sqlx::raw_sql(AssertSqlSafe(statement))).await.unwrap();
    connection.close().await.unwrap();
}

/// An empty database of each kind.
pub(crate) async fn urls() -> Vec<Database> {
    let mut databases = vec![Database::sqlite()];
    match std::env::var(SERVER_VARIABLE) {
        Ok(server) if !server.is_empty() => databases.push(Database::postgres(&server).await),
        _ => {
            // Not by a macro: the harness would keep the line to itself.
            let name = std::thread::current().name().unwrap_or("a test").to_owned();
            let _ = writeln!(std::io::stderr(), "{name}: skipped over PostgreSQL, {SERVER_VARIABLE} is not set");
        }
    }
    databases
}

/// Runs a test over a fresh store of each kind.
pub(crate) async fn over_both(test: impl AsyncFn(Store)) {
    for database in urls().await {
        let store = Store::open(database.url()).await.unwrap();
        test(store.clone()).await;
        store.close().await;
        database.remove().await;
    }
}

pub(crate) fn at(seconds: i64) -> Timestamp {
    Timestamp::from_second(seconds).unwrap()
}

/// A subscription to begin from.
pub(crate) fn subscription(channel: u64, guild: u64) -> Subscription {
    Subscription {
        to: Destination {
            channel,
            guild,
            kind: ChannelKind::Text,
            tag: None,
            language: "en-US".to_owned(),
            set_by: Some(3),
            set_at: at(1),
            next_at: at(100),
        },
        minute: 9 * 60,
        zone: "Asia/Shanghai".to_owned(),
        taste: Taste::DaysAlone,
        role: None,
        publish: false,
        parked: None,
    }
}

/// A claim to begin from.
pub(crate) fn claim(channel: u64, seconds: i64) -> Delivery {
    Delivery {
        key: DeliveryKey { channel, day: Date::constant(2026, 1, 20), edition: Edition::Day },
        guild: 1,
        due_at: at(seconds),
        state: DeliveryState::Claimed,
        owner: "me".to_owned(),
        claimed_at: at(seconds),
        attempts: 1,
        message: None,
        publish: false,
        done_at: None,
        reason: String::new(),
    }
}
