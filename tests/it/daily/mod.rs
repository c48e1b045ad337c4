//! The daily post: exactly once, on the right local day, whatever clocks, deaths and rivals do.
//!
//! - `year`: a simulated year over 200 channels in 40 zones.
//! - `kills`: rounds dropped at every point, and rivals on one store.
//! - `boards`: the gap board, which comes the same way.
//! - `commands`: `/daily`.
//! - `discord`: over the fake Discord, which judges the bodies.
//! - `rounds`: many channels at once.
//! - `processes`: the built binary, killed and started again, and several on one store.

mod boards;
mod commands;
mod discord;
mod kills;
pub mod processes;
mod rounds;
mod year;

use std::io::Write as _;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use arc_swap::ArcSwap;
use jiff::{SignedDuration, Timestamp};
use lablore::calendar::{LeapDay, Taste};
use lablore::daily::{Deliverer, Failure, Found, Notice, Obstacle, Outlet, Post, Rules};
use lablore::store::{ChannelKind, DeliveryKey, Destination, Store, Subscription};
use tempfile::TempDir;

const RULES: Rules = Rules { leap_day: LeapDay::February28, grace: SignedDuration::from_hours(3) };

/// How long this Discord drops what has the nonce of an earlier message.
const NONCE_WINDOW: SignedDuration = SignedDuration::from_mins(2);

/// A message as it stands in a channel.
#[derive(Clone, Debug, PartialEq)]
struct Sent {
    key: DeliveryKey,
    nonce: String,
    at: Timestamp,
    late: bool,
}

/// Discord in a few lines: channels, messages, nonces for a while.
#[derive(Default)]
struct Memory {
    now: AtomicI64,
    sent: Mutex<Vec<Sent>>,
    calls: AtomicU64,
    obstacle: Mutex<Option<Obstacle>>,
    told: AtomicU64,
}

impl Memory {
    fn now(&self) -> Timestamp {
        Timestamp::from_second(self.now.load(Ordering::SeqCst)).unwrap()
    }

    fn set(&self, now: Timestamp) {
        self.now.store(now.as_second(), Ordering::SeqCst);
    }

    fn sent(&self) -> Vec<Sent> {
        self.sent.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn obstruct(&self, obstacle: Option<Obstacle>) {
        *self.obstacle.lock().unwrap_or_else(PoisonError::into_inner) = obstacle;
    }

    fn refusal(&self) -> Option<Obstacle> {
        self.obstacle.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// The way there, or back: points at which a process can die.
    async fn travel(&self) {
        self.calls.fetch_add(1, Ordering::SeqCst);
        for _ in 0..12 {
            tokio::task::yield_now().await;
        }
    }
}

#[derive(Clone)]
struct MemoryOutlet(Arc<Memory>);

impl Outlet for MemoryOutlet {
    async fn send(&self, _: &Destination, post: &Post) -> Result<u64, Failure> {
        self.0.travel().await;
        if let Some(obstacle) = self.0.refusal() {
            return Err(Failure::Obstacle(obstacle));
        }
        let now = self.0.now();
        let new = Sent { key: post.key, nonce: post.nonce(), at: now, late: post.late.is_some() };
        let id = {
            let mut sent = self.0.sent.lock().unwrap_or_else(PoisonError::into_inner);
            let known =
                sent.iter().position(|old| old.nonce == new.nonce && now.duration_since(old.at) <= NONCE_WINDOW);
            known.unwrap_or_else(|| {
                sent.push(new);
                sent.len() - 1
            })
        };
        self.0.travel().await;
        Ok(id as u64 + 1)
    }

    async fn find(&self, _: &Destination, post: &Post, since: Timestamp) -> Result<Found, Failure> {
        self.0.travel().await;
        let found = self.0.sent().iter().position(|old| old.key == post.key && old.at >= since);
        self.0.travel().await;
        Ok(found.map_or(Found::Absent, |id| Found::Message(id as u64 + 1)))
    }

    async fn publish(&self, _: &Destination, _: u64) -> Result<(), Failure> {
        self.0.travel().await;
        Ok(())
    }

    async fn obstacle(&self, _: &Destination) -> Result<Option<Obstacle>, Failure> {
        self.0.travel().await;
        Ok(self.0.refusal())
    }

    async fn tell(&self, _: &Destination, _: &Notice) -> Result<(), Failure> {
        self.0.travel().await;
        self.0.told.fetch_add(1, Ordering::SeqCst);
        Ok(())
    }
}

/// A database that goes with the test. In memory where the system has such a folder: what is tested is not the disk.
pub struct Database {
    pub url: String,
    _folder: Option<TempDir>,
}

impl Database {
    pub fn sqlite() -> Self {
        let shared_memory = std::path::Path::new("/dev/shm");
        let folder = if shared_memory.is_dir() { tempfile::tempdir_in(shared_memory) } else { tempfile::tempdir() };
        let folder = folder.unwrap();
        Self { url: format!("sqlite:{}/lablore.db", folder.path().display()), _folder: Some(folder) }
    }

    /// `None`, and a line that says so, where no PostgreSQL was started for the tests.
    pub fn postgres() -> Option<Self> {
        static NEXT: AtomicU64 = AtomicU64::new(1);
        let server = std::env::var("TEST_POSTGRES_URL").unwrap_or_default();
        if server.is_empty() {
            // Not by a macro: the harness would keep the line to itself.
            let name = std::thread::current().name().unwrap_or("a test").to_owned();
            let _ = writeln!(std::io::stderr(), "{name}: skipped over PostgreSQL, TEST_POSTGRES_URL is not set");
            return None;
        }
        let name = format!("it_{}_{}", std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed));
        let created = std::process::Command::new("psql")
            .args([server.as_str(), "--quiet", "--command", &format!("CREATE DATABASE {name}")])
            .status()
            .expect("psql comes with the server");
        assert!(created.success());
        let (address, parameters) = server.split_once('?').unwrap_or((&server, ""));
        let address = address.rsplit_once('/').map_or(address, |(address, _)| address);
        Some(Self { url: format!("{address}/{name}?{parameters}"), _folder: None })
    }

    /// One of each kind that can be had.
    pub fn of_each_kind() -> impl Iterator<Item = Self> {
        [Some(Self::sqlite()), Self::postgres()].into_iter().flatten()
    }

    pub async fn open(&self) -> Store {
        Store::open(&self.url).await.unwrap()
    }
}

fn deliverer<O>(store: Store, outlet: O, owner: &str) -> Deliverer<O> {
    let engine = Arc::new(ArcSwap::new(crate::knowledge::engine()));
    Deliverer { store, engine, outlet, owner: owner.to_owned(), rules: RULES }
}

fn memory_deliverer(store: &Store, memory: &Arc<Memory>, owner: &str) -> Deliverer<MemoryOutlet> {
    deliverer(store.clone(), MemoryOutlet(Arc::clone(memory)), owner)
}

/// A text channel that wants posts at nine in Shanghai, next on 20 January 2026, on which something happened.
fn subscription(channel: u64) -> Subscription {
    Subscription {
        to: Destination {
            channel,
            guild: 1,
            kind: ChannelKind::Text,
            tag: None,
            language: "en-US".to_owned(),
            set_by: Some(3),
            set_at: time("2026-01-01T00:00:00Z"),
            next_at: time("2026-01-20T01:00:00Z"),
        },
        minute: 9 * 60,
        zone: "Asia/Shanghai".to_owned(),
        taste: Taste::DaysAlone,
        role: None,
        publish: false,
        parked: None,
    }
}

fn time(text: &str) -> Timestamp {
    text.parse().unwrap()
}

const DUE: &str = "2026-01-20T01:00:00Z";
