//! The built binary over the fake Discord: killed before and behind the request, and three of them on one store.

use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use lablore::store::{DeliveryState, Store, Subscription};
use tempfile::TempDir;

use super::{Database, subscription};
use crate::fake_discord::{ChannelId, FakeDiscord, Fault};

/// Settings and data of a bot that knows one event: it happened on this day of 2019.
pub struct Place {
    folder: TempDir,
    pub now: Timestamp,
}

impl Place {
    pub fn new() -> Self {
        let place = Self { folder: tempfile::tempdir().unwrap(), now: Timestamp::now() };
        let today = place.now.strftime("%m-%d").to_string();
        let in_words = place.now.strftime("%-d %B 2019").to_string();
        place.write(
            "data/documents/notes.md",
            &format!("# Notes\n\n## Labs\n\nAcme Lab was founded on {in_words} by Ada Long.\n"),
        );
        let record = "[acme]\nkind = \"lab\"\nname = \"Acme Lab\"\n\n[[acme.founded]]\n";
        place.write("data/records/acme.toml", &format!("{record}value = \"2019-{today}\"\nfrom = [\"notes: Labs\"]\n"));
        let lexicon = Path::new(env!("CARGO_MANIFEST_DIR")).join("data/lexicon");
        for file in ["properties.toml", "words.toml"] {
            place.write(&format!("data/lexicon/{file}"), &std::fs::read_to_string(lexicon.join(file)).unwrap());
        }
        place
    }

    /// The data folder.
    pub fn data(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    fn write(&self, path: &str, text: &str) {
        let path: PathBuf = self.folder.path().join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }

    fn start(&self, fake: &FakeDiscord, database: &Database) -> Running {
        Running(self.command(fake, database).spawn().unwrap())
    }

    /// The bot as its users start it, quiet and without a health server.
    pub fn command(&self, fake: &FakeDiscord, database: &Database) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_lablore"));
        command
            .arg("run")
            .current_dir(self.folder.path())
            .env_clear()
            .env("DISCORD_TOKEN", fake.token())
            .env("LABLORE_DISCORD__API_URL", fake.api_url())
            .env("LABLORE_HTTP__LISTEN", "off")
            .env("LABLORE_STORE__URL", &database.url)
            .env("LABLORE_LOG__LEVEL", "warn")
            .stdin(Stdio::null());
        command
    }

    /// A channel whose time of today came this very minute.
    pub fn due(&self, fake: &FakeDiscord, channel: ChannelId) -> Subscription {
        let minute = self.now.as_second().rem_euclid(24 * 3600) / 60;
        let mut subscription = subscription(channel.0);
        subscription.to.guild = fake.guild().0;
        subscription.to.next_at = Timestamp::from_second(self.now.as_second() / 60 * 60).unwrap();
        Subscription { minute: u16::try_from(minute).unwrap(), zone: "UTC".to_owned(), ..subscription }
    }
}

/// A process that does not outlive its test.
pub struct Running(pub Child);

impl Drop for Running {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// Waits until a row is in a state.
pub async fn until(store: &Store, channel: ChannelId, state: DeliveryState) {
    for _ in 0..600 {
        if store.last_delivery(channel.0).await.unwrap().is_some_and(|row| row.state == state) {
            return;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    panic!("the row never was {state:?}: {:?}", store.last_delivery(channel.0).await.unwrap());
}

async fn killed(database: &Database, fault: Fault) {
    let fake = FakeDiscord::start().await;
    let place = Place::new();
    // The process has the clock of this machine, and looks for what was sent since.
    fake.pass_time_until(u64::try_from(place.now.as_millisecond()).unwrap());
    let store = database.open().await;
    let channel = fake.channel();
    store.subscribe(&place.due(&fake, channel)).await.unwrap();
    fake.fail_next("create_message", fault.clone());
    let process = place.start(&fake, database);
    fake.requested("create_message", 1).await;
    if fault != Fault::Slow(SLOW) {
        // Done, and the answer is held back.
        drop(fake.next_reply().await);
    }
    drop(process);
    let left = store.last_delivery(channel.0).await.unwrap().expect("claimed before it was sent");
    assert_eq!(left.state, DeliveryState::Claimed);
    // As if minutes had passed: what was claimed a moment ago was claimed long before.
    let long_ago = left.claimed_at - SignedDuration::from_mins(10);
    store.take_over(&left, "the dead one", long_ago).await.unwrap().unwrap();
    fake.forget_nonces();
    let process = place.start(&fake, database);
    until(&store, channel, DeliveryState::Sent).await;
    drop(process);
    assert_eq!(fake.own_messages(channel).len(), 1, "{fault:?}");
    fake.take_replies();
    store.close().await;
    fake.finish().await;
}

/// Longer than any test.
const SLOW: Duration = Duration::from_hours(1);

#[tokio::test]
async fn killed_before_and_behind_the_request() {
    for fault in [Fault::Slow(SLOW), Fault::SlowAnswer(SLOW)] {
        killed(&Database::sqlite(), fault.clone()).await;
        if let Some(database) = Database::postgres() {
            killed(&database, fault).await;
        }
    }
}

#[tokio::test]
async fn three_processes_on_one_postgres_send_each_post_once() {
    let Some(database) = Database::postgres() else { return };
    let fake = FakeDiscord::start().await;
    let place = Place::new();
    let store = database.open().await;
    let channels: Vec<ChannelId> =
        (0..12).map(|number| fake.add_channel(fake.guild(), &format!("c{number}"))).collect();
    for channel in &channels {
        store.subscribe(&place.due(&fake, *channel)).await.unwrap();
    }
    let processes: Vec<Running> = (0..3).map(|_| place.start(&fake, &database)).collect();
    for channel in &channels {
        until(&store, *channel, DeliveryState::Sent).await;
    }
    drop(processes);
    for channel in channels {
        assert_eq!(fake.own_messages(channel).len(), 1);
    }
    fake.take_replies();
    store.close().await;
    fake.finish().await;
}
