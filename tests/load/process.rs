//! The processes that are under load: started, looked at, ended.

use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use tempfile::TempDir;

use super::fake_discord::FakeDiscord;

/// The binary that is driven.
fn binary() -> PathBuf {
    std::env::var_os("LOAD_BINARY").map_or_else(|| PathBuf::from(env!("CARGO_BIN_EXE_lablore")), PathBuf::from)
}

/// Builds the index of the shipped data before anybody looks at a clock.
pub fn build_index(index: &Path) {
    let built = Command::new(binary())
        .arg("index")
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .env("LABLORE_CORPUS__INDEX", index)
        .stdout(Stdio::null())
        .status()
        .unwrap();
    assert!(built.success(), "the index can be built");
}

/// Where the processes keep what must survive them: a SQLite file for one, a database on PostgreSQL for several.
pub struct Store {
    url: String,
    _folder: Option<TempDir>,
}

impl Store {
    /// An empty one.
    pub fn new(processes: u32) -> Self {
        if processes == 1 {
            let folder = tempfile::tempdir().unwrap();
            return Self { url: format!("sqlite:{}/lablore.db", folder.path().display()), _folder: Some(folder) };
        }
        let server = std::env::var("TEST_POSTGRES_URL").expect("several processes want TEST_POSTGRES_URL");
        let name = format!("load_{}", std::process::id());
        let statement = format!("CREATE DATABASE {name}");
        let made = Command::new("psql").args([server.as_str(), "--quiet", "--command", &statement]).status().unwrap();
        assert!(made.success(), "the database can be made");
        let (address, parameters) = server.split_once('?').unwrap_or((&server, ""));
        let address = address.rsplit_once('/').map_or(address, |(address, _)| address);
        Self { url: format!("{address}/{name}?{parameters}"), _folder: None }
    }
}

/// A process of the bot. It does not outlive the measurement.
pub struct Bot {
    process: Child,
    health: String,
    interactions: String,
}

/// An address on this machine that was free just now.
fn free_address() -> String {
    std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().to_string()
}

impl Bot {
    /// Starts one for a range of shards.
    pub fn start(fake: &FakeDiscord, store: &Store, index: &Path, shards: &str) -> Self {
        let (health, interactions) = (free_address(), free_address());
        let process = Command::new(binary())
            .arg("run")
            .current_dir(env!("CARGO_MANIFEST_DIR"))
            .env_clear()
            .env("DISCORD_TOKEN", fake.token())
            .env("LABLORE_DISCORD__API_URL", fake.api_url())
            .env("LABLORE_DISCORD__SHARDS", shards)
            .env("LABLORE_DISCORD__HOME_SERVER", fake.guild().to_string())
            // What is measured is the answers, not the word that somebody asks too much.
            .env("LABLORE_DISCORD__MEMBER_QUESTIONS_PER_MINUTE", "0")
            .env("LABLORE_DISCORD__CHANNEL_QUESTIONS_PER_MINUTE", "0")
            .env("LABLORE_HTTP__LISTEN", &health)
            .env("LABLORE_HTTP__INTERACTIONS", &interactions)
            .env("LABLORE_STORE__URL", &store.url)
            .env("LABLORE_CORPUS__INDEX", index)
            .stdin(Stdio::null())
            // What is logged is written as in life, but not to whoever reads the figures.
            .stderr(std::fs::File::create(index.with_extension(format!("{}.log", shards.replace('/', "of")))).unwrap())
            .spawn()
            .unwrap();
        Self { process, health, interactions }
    }

    /// Where it takes interactions over HTTP.
    pub fn endpoint(&self) -> String {
        format!("http://{}/interactions", self.interactions)
    }

    /// Waits until its health check says that it is ready.
    pub async fn until_ready(&self, limit: Duration) {
        let end = Instant::now() + limit;
        while Instant::now() < end {
            let checked = Command::new(binary())
                .arg("health")
                .env_clear()
                .env("LABLORE_HTTP__LISTEN", &self.health)
                .output()
                .unwrap();
            if checked.status.success() {
                return;
            }
            tokio::time::sleep(Duration::from_millis(200)).await;
        }
        panic!("the bot was not ready in {limit:?}");
    }

    /// Resident memory and the most that it ever was, in MiB, where the system tells (Linux).
    pub fn memory(&self) -> Option<(f64, f64)> {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.process.id())).ok()?;
        let of = |name: &str| -> Option<f64> {
            let line = status.lines().find_map(|line| line.strip_prefix(name))?;
            let kibibytes: f64 = line.trim().trim_end_matches(" kB").parse().ok()?;
            Some(kibibytes / 1024.0)
        };
        Some((of("VmRSS:")?, of("VmHWM:")?))
    }

    /// Asks it to stop.
    pub fn terminate(self) -> Ending {
        let id = self.process.id().to_string();
        assert!(Command::new("kill").args(["-s", "TERM", &id]).status().unwrap().success());
        Ending(self)
    }
}

impl Drop for Bot {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// A process that was asked to stop.
pub struct Ending(Bot);

impl Ending {
    /// Whether it has ended, and then whether in order.
    pub fn ended(&mut self) -> Option<bool> {
        self.0.process.try_wait().unwrap().map(|status| status.success())
    }
}
