//! Numbers for Prometheus: their names, and one function for each thing that is counted, so that who counts needs no
//! name. Where nobody has called [`start`] (tests, the terminal), counting does nothing.
//!
//! Names follow Prometheus' conventions: base units, `_total` for what only grows, labels of few values. No label holds
//! what a person typed, a name or an id.

use std::sync::OnceLock;
use std::time::Duration;

use jiff::Timestamp;
use metrics::{Unit, counter, describe_counter, describe_gauge, describe_histogram, gauge, histogram};
use metrics_exporter_prometheus::{BuildError, Matcher, PrometheusBuilder, PrometheusHandle};

const BUILD_INFO: &str = "lablore_build_info";
const QUESTIONS: &str = "lablore_questions_total";
const INTERACTIONS: &str = "lablore_interactions_total";
const ANSWER_SECONDS: &str = "lablore_answer_duration_seconds";
const FIRST_RESPONSE_SECONDS: &str = "lablore_first_response_duration_seconds";
const INDEX_GENERATION: &str = "lablore_index_generation";
const INDEX_BYTES: &str = "lablore_index_size_bytes";
const INDEX_BUILT: &str = "lablore_index_built_timestamp_seconds";
const REINDEX: &str = "lablore_reindex_total";
const DAILY_POSTS: &str = "lablore_daily_posts_total";
const RESPONSES: &str = "lablore_discord_responses_total";
const RATE_LIMITS: &str = "lablore_discord_rate_limits_total";
const SESSION_STARTS: &str = "lablore_gateway_session_starts_remaining";
const CONNECTIONS: &str = "lablore_gateway_connections_total";
const SHARDS: &str = "lablore_gateway_shards";
const SHARDS_CONNECTED: &str = "lablore_gateway_shards_connected";
const GUILDS: &str = "lablore_gateway_guilds";
const MEMORY: &str = "process_resident_memory_bytes";
const STARTED: &str = "process_start_time_seconds";

/// Upper bounds of the buckets of answers, in seconds.
const ANSWER_BUCKETS: [f64; 10] = [0.0005, 0.001, 0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1.0];

/// Upper bounds of the buckets of first responses, in seconds. Discord waits for three.
const RESPONSE_BUCKETS: [f64; 10] = [0.005, 0.01, 0.025, 0.05, 0.1, 0.2, 0.25, 0.5, 1.0, 3.0];

static HANDLE: OnceLock<PrometheusHandle> = OnceLock::new();

/// Begins to count, once a process.
///
/// # Errors
/// When something else counts in this process already.
pub fn start() -> Result<(), BuildError> {
    if HANDLE.get().is_some() {
        return Ok(());
    }
    let handle = PrometheusBuilder::new()
        .set_buckets_for_metric(Matcher::Full(ANSWER_SECONDS.to_owned()), &ANSWER_BUCKETS)?
        .set_buckets_for_metric(Matcher::Full(FIRST_RESPONSE_SECONDS.to_owned()), &RESPONSE_BUCKETS)?
        .install_recorder()?;
    describe();
    gauge!(BUILD_INFO, "version" => env!("CARGO_PKG_VERSION")).set(1.0);
    gauge!(STARTED).set(seconds(Timestamp::now()));
    // Whoever was quicker counts for all.
    let _ = HANDLE.set(handle);
    Ok(())
}

/// All numbers in Prometheus' text format; empty where nobody counts.
#[must_use]
pub fn rendered() -> String {
    let Some(handle) = HANDLE.get() else { return String::new() };
    if let Some(bytes) = resident_memory() {
        #[expect(clippy::cast_precision_loss, reason = "memory stays far below 2^53 bytes")]
        gauge!(MEMORY).set(bytes as f64);
    }
    handle.run_upkeep();
    handle.render()
}

/// A question was answered: what kind it was (`question`, `card`, `compare` …) and what came of it (`found`,
/// `disagree`, `declined`).
pub fn question(intent: &'static str, outcome: &'static str) {
    counter!(QUESTIONS, "intent" => intent, "outcome" => outcome).increment(1);
}

/// An interaction or a message was dealt with: the outcome of its log line.
pub fn interaction(outcome: &'static str) {
    counter!(INTERACTIONS, "outcome" => outcome).increment(1);
}

/// A response was made in this time, without what Discord and the turn took.
pub fn answered_in(time: Duration) {
    histogram!(ANSWER_SECONDS).record(time.as_secs_f64());
}

/// Whoever asked saw something after this time, counted from the event's arrival. `way`: `gateway`, `http`, `message`.
pub fn first_response_in(way: &'static str, time: Duration) {
    histogram!(FIRST_RESPONSE_SECONDS, "way" => way).record(time.as_secs_f64());
}

/// The generation in use: its name (`generation-000012-…`), its size on disk in bytes, and when it was built.
pub fn generation(id: &str, bytes: u64, built_at: Timestamp) {
    let number = number_in(id);
    #[expect(clippy::cast_precision_loss, reason = "numbers and sizes stay far below 2^53")]
    {
        gauge!(INDEX_GENERATION).set(number as f64);
        gauge!(INDEX_BYTES).set(bytes as f64);
    }
    gauge!(INDEX_BUILT).set(seconds(built_at));
}

/// New data was to be taken up: `applied`, `unchanged`, `refused`, `undone`, `failed`.
pub fn reindexed(result: &'static str) {
    counter!(REINDEX, "result" => result).increment(1);
}

/// What became of a daily post: `sent`, `recovered`, `skipped`, `held`, `unknown`, `failed` …
pub fn daily_post(result: &'static str) {
    counter!(DAILY_POSTS, "result" => result).increment(1);
}

/// Discord's API has answered: `2xx`, the status of a refusal, or `none` where no answer came.
pub fn discord_response(status: String) {
    counter!(RESPONSES, "status" => status).increment(1);
}

/// A call had to wait for Discord's limit: of this route alone, or of all (`global`).
pub fn rate_limited(is_global: bool) {
    counter!(RATE_LIMITS, "scope" => if is_global { "global" } else { "route" }).increment(1);
}

/// How many sessions may be started until the limit is set anew.
pub fn session_starts_left(count: u64) {
    #[expect(clippy::cast_precision_loss, reason = "a few thousand a day")]
    gauge!(SESSION_STARTS).set(count as f64);
}

/// A shard was connected: `identified` anew or `resumed`.
pub fn connected(how: &'static str) {
    counter!(CONNECTIONS, "how" => how).increment(1);
}

/// How many shards this process is to connect, and how many are.
pub fn shards(wanted: u32, connected: u32) {
    gauge!(SHARDS).set(f64::from(wanted));
    gauge!(SHARDS_CONNECTED).set(f64::from(connected));
}

/// How many servers the shards of this process see.
pub fn guilds(count: u32) {
    gauge!(GUILDS).set(f64::from(count));
}

fn describe() {
    describe_gauge!(BUILD_INFO, "The version that runs; always 1.");
    describe_counter!(QUESTIONS, "Questions by what was asked for and what came of it.");
    describe_counter!(INTERACTIONS, "Interactions and messages by what came of them.");
    describe_histogram!(ANSWER_SECONDS, Unit::Seconds, "Time that making a response took.");
    describe_histogram!(FIRST_RESPONSE_SECONDS, Unit::Seconds, "Time from an event to the first response to it.");
    describe_gauge!(INDEX_GENERATION, "Number of the index generation in use.");
    describe_gauge!(INDEX_BYTES, Unit::Bytes, "Size of the index generation in use.");
    describe_gauge!(INDEX_BUILT, Unit::Seconds, "When the index generation in use was built.");
    describe_counter!(REINDEX, "Attempts to take up new data by result.");
    describe_counter!(DAILY_POSTS, "Daily posts by what became of them.");
    describe_counter!(RESPONSES, "Answers of Discord's API by status; none: there was no answer.");
    describe_counter!(RATE_LIMITS, "Calls that had to wait for Discord's limits, by scope.");
    describe_gauge!(SESSION_STARTS, "Gateway sessions that may be started until the daily limit is set anew.");
    describe_counter!(CONNECTIONS, "Connections to the gateway: identified anew or resumed.");
    describe_gauge!(SHARDS, "Shards that this process is to connect.");
    describe_gauge!(SHARDS_CONNECTED, "Shards of this process that are connected.");
    describe_gauge!(GUILDS, "Servers that the shards of this process see.");
    describe_gauge!(MEMORY, Unit::Bytes, "Resident memory.");
    describe_gauge!(STARTED, Unit::Seconds, "When the process was started.");
}

/// The number in the name of a generation; 0 where it has none.
fn number_in(id: &str) -> u64 {
    id.split('-').find_map(|part| part.parse().ok()).unwrap_or_default()
}

fn seconds(at: Timestamp) -> f64 {
    at.as_duration().as_secs_f64()
}

/// Memory of this process that is in use, where the system tells (Linux).
fn resident_memory() -> Option<u64> {
    resident_in(&std::fs::read_to_string("/proc/self/status").ok()?)
}

fn resident_in(status: &str) -> Option<u64> {
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
    let kilobytes: u64 = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
    Some(kilobytes * 1024)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_counted_is_told() {
        start().unwrap();
        question("card", "found");
        interaction("found");
        answered_in(Duration::from_millis(3));
        first_response_in("gateway", Duration::from_millis(7));
        generation("generation-000012-93a38d2af7ce", 4_096, Timestamp::from_second(1_700_000_000).unwrap());
        reindexed("applied");
        daily_post("sent");
        discord_response("429".to_owned());
        rate_limited(true);
        session_starts_left(990);
        connected("resumed");
        shards(4, 3);
        guilds(7);
        let text = rendered();
        for line in [
            "lablore_questions_total{intent=\"card\",outcome=\"found\"} 1",
            "lablore_answer_duration_seconds_bucket{le=\"0.005\"} ",
            "lablore_first_response_duration_seconds_bucket{way=\"gateway\",le=\"0.01\"} ",
            "lablore_index_generation 12",
            "lablore_index_size_bytes 4096",
            "lablore_index_built_timestamp_seconds 1700000000",
            "lablore_reindex_total{result=\"applied\"} 1",
            "lablore_daily_posts_total{result=\"sent\"} ",
            "lablore_discord_responses_total{status=\"429\"} ",
            "lablore_discord_rate_limits_total{scope=\"global\"} 1",
            "lablore_gateway_session_starts_remaining 990",
            "lablore_gateway_connections_total{how=\"resumed\"} ",
            "lablore_gateway_shards 4",
            "lablore_gateway_shards_connected 3",
            concat!("lablore_build_info{version=\"", env!("CARGO_PKG_VERSION"), "\"} 1"),
            "process_start_time_seconds ",
            "# TYPE lablore_questions_total counter",
            "# HELP lablore_reindex_total ",
        ] {
            assert!(text.contains(line), "{line} is not in\n{text}");
        }
        start().expect("a second start changes nothing");
    }

    #[test]
    fn the_number_of_a_generation_is_in_its_name() {
        assert_eq!(number_in("generation-000012-93a38d2af7ce"), 12);
        assert_eq!(number_in("something"), 0);
    }

    #[test]
    fn memory_as_linux_tells_it() {
        assert_eq!(resident_in("VmPeak:\t  10 kB\nVmRSS:\t   5432 kB\n"), Some(5_432 * 1_024));
        assert_eq!(resident_in("Name:\tlablore\n"), None);
    }
}
