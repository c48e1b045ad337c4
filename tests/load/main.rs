//! The built binary under load, over the fake Discord on this machine: so many servers in READY, so many interactions a
//! second for so long, by one process or several that share the shards. It prints what was seen: times to the first
//! response, memory over time, losses, and how the end by SIGTERM under that load went.
//!
//! ```sh
//! cargo bench --bench load -- run                          # 2,000 servers, 100 a second, 300 seconds, one process
//! cargo bench --bench load -- run servers=200 rate=20 seconds=30 processes=2
//! ```
//!
//! Several processes want PostgreSQL: `TEST_POSTGRES_URL` names a server to make a database on. `LOAD_BINARY` names
//! another binary to drive than the one that was built along. Without `run` nothing happens, so that a run of all benches
//! doesn't take minutes.

#![expect(clippy::unwrap_used, reason = "a measurement that cannot go on has failed")]

#[path = "../it/fake_discord/mod.rs"]
#[allow(dead_code, unused_imports, clippy::wildcard_imports, reason = "the tests use the rest of it")]
mod fake_discord;
mod mix;
mod process;
mod report;

use std::time::{Duration, Instant};

use futures_util::StreamExt;
use futures_util::stream::FuturesUnordered;

use fake_discord::{ChannelId, FakeDiscord, Settings, UserId};
use mix::Mix;
use process::{Bot, Store};
use report::Report;

/// How much of what.
#[derive(Debug, Clone, Copy)]
struct Load {
    /// Servers that the bot is in, each with a member who asks.
    servers: u32,
    /// Interactions a second.
    rate: u32,
    /// For so many seconds, before the end under the same load.
    seconds: u32,
    /// How many processes share the shards, one shard each.
    processes: u32,
    /// 1: interactions come over HTTP; 0: over the gateway. Messages come over the gateway at any rate.
    http: u32,
}

impl Load {
    /// Reads `name=number` over what is usual; a word that is none of these is an error.
    fn from_arguments(arguments: &[String]) -> Result<Self, String> {
        let mut load = Self { servers: 2_000, rate: 100, seconds: 300, processes: 1, http: 0 };
        for argument in arguments {
            let (name, number) = argument.split_once('=').ok_or_else(|| format!("`{argument}` is no NAME=NUMBER"))?;
            let number = number.parse().map_err(|_| format!("`{argument}`: no whole number"))?;
            match name {
                "servers" => load.servers = number,
                "rate" => load.rate = number,
                "seconds" => load.seconds = number,
                "processes" => load.processes = number,
                "http" => load.http = number,
                _ => return Err(format!("`{name}` is none of servers, rate, seconds, processes, http")),
            }
        }
        if load.servers == 0 || load.rate == 0 || load.processes == 0 {
            return Err("there must be servers, a rate and processes".to_owned());
        }
        if load.http > 1 || load.http == 1 && load.processes > 1 {
            return Err("http is 0 or 1, and 1 wants one process".to_owned());
        }
        Ok(load)
    }
}

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).filter(|argument| !argument.starts_with("--")).collect();
    let Some(("run", rest)) = arguments.split_first().map(|(first, rest)| (first.as_str(), rest)) else {
        println!("load: nothing asked for; `cargo bench --bench load -- run` runs it");
        return;
    };
    let load = match Load::from_arguments(rest) {
        Ok(load) => load,
        Err(problem) => {
            eprintln!("{problem}");
            std::process::exit(2);
        }
    };
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let is_good = runtime.block_on(run(load));
    std::process::exit(i32::from(!is_good));
}

/// How long the bot may take to be connected and done with the servers that it is in.
const START_LIMIT: Duration = Duration::from_mins(3);

/// How long the last answers may take once nobody asks any more.
const SETTLING: Duration = Duration::from_secs(5);

/// How long a server without a session is waited for at the end.
const GATEWAY_IS_GONE: Duration = Duration::from_millis(50);

/// How often memory is looked at.
const BETWEEN_LOOKS: Duration = Duration::from_secs(5);

async fn run(load: Load) -> bool {
    println!("{load:?}");
    // Discord itself waits for three seconds; a response that is later is a loss and counted as one.
    let fake = FakeDiscord::start_with(Settings { patience: START_LIMIT, ..Settings::default() }).await;
    // It lasts as long as the process: its end would want every reply looked at.
    let fake: &'static FakeDiscord = Box::leak(Box::new(fake));
    let people: Vec<(UserId, ChannelId)> = (0..load.servers)
        .map(|number| {
            let user = fake.add_user(&format!("Member {number}"));
            // Ids are seconds apart otherwise, and most shards would have no server.
            fake.pass_time_by(1);
            let guild = fake.add_guild(&format!("Server {number}"), user);
            (user, fake.add_channel(guild, "general"))
        })
        .collect();
    let store = Store::new(load.processes);
    let index = tempfile::tempdir().unwrap();
    process::build_index(index.path());
    let started = Instant::now();
    let bots: Vec<Bot> = (0..load.processes)
        .map(|number| Bot::start(fake, &store, index.path(), &format!("{number}-{number}/{}", load.processes)))
        .collect();
    fake.gateway_reaches(|counts| counts.identifies >= bots.len()).await;
    fake.registered_commands().await;
    for bot in &bots {
        bot.until_ready(START_LIMIT).await;
    }
    println!("ready after {:.1} s", started.elapsed().as_secs_f64());

    let endpoint = (load.http == 1).then(|| bots[0].endpoint());
    let mut mix = Mix::prepare(fake, people, endpoint).await;
    let mut report = Report::new(load.rate);
    ask(fake, &mix, load, &mut report, &bots).await;
    tokio::time::sleep(SETTLING).await;
    report.losses = fake.open_interactions();
    report.first_responses = fake.first_responses();
    report.violations = fake.take_violations().iter().map(ToString::to_string).collect();
    report.look(&bots);
    report.print();

    // A process that is gone takes no HTTP.
    mix.come_over_gateway();
    let was_orderly = end_under_load(fake, &mix, load, bots).await;
    report.losses == (0, 0) && report.violations.is_empty() && was_orderly
}

/// Asks at the rate for the time.
async fn ask(fake: &'static FakeDiscord, mix: &Mix, load: Load, report: &mut Report, bots: &[Bot]) {
    let mut ticks = tokio::time::interval(Duration::from_secs(1) / load.rate);
    let began = Instant::now();
    let mut looked: Option<Instant> = None;
    let mut under_way = FuturesUnordered::new();
    let mut number = 0;
    while number < load.rate * load.seconds {
        // Nobody waits for whoever asked before.
        tokio::select! {
            _ = ticks.tick() => {
                under_way.push(mix.cause(fake, number));
                number += 1;
            }
            Some(()) = under_way.next() => {}
        }
        if looked.is_none_or(|at| at.elapsed() >= BETWEEN_LOOKS) {
            looked = Some(Instant::now());
            report.look(bots);
        }
    }
    while under_way.next().await.is_some() {}
    report.asked = load.rate * load.seconds;
    report.took = began.elapsed();
}

/// Sends SIGTERM while people go on asking; says whether all that was acknowledged was finished, and in time.
async fn end_under_load(fake: &FakeDiscord, mix: &Mix, load: Load, bots: Vec<Bot>) -> bool {
    let mut ticks = tokio::time::interval(Duration::from_secs(1) / load.rate);
    let mut number = 0;
    // For two seconds as before, then the signal, and on until the last process is gone.
    for _ in 0..load.rate * 2 {
        ticks.tick().await;
        mix.cause(fake, number).await;
        number += 1;
    }
    let told = Instant::now();
    let mut ends: Vec<_> = bots.into_iter().map(Bot::terminate).collect();
    let mut times = Vec::new();
    while !ends.is_empty() && told.elapsed() < Duration::from_secs(20) {
        ticks.tick().await;
        // Once the gateway is closed nobody can be asked any more, and the fake would wait for somebody to come.
        let _ = tokio::time::timeout(GATEWAY_IS_GONE, mix.cause(fake, number)).await;
        number += 1;
        for at in (0..ends.len()).rev() {
            if let Some(status) = ends[at].ended() {
                times.push((told.elapsed(), status));
                ends.remove(at);
            }
        }
    }
    let (unanswered, unfinished) = fake.open_interactions();
    println!("\nSIGTERM while {} interactions a second came:", load.rate);
    for (time, is_orderly) in &times {
        println!("  gone after {:.2} s{}", time.as_secs_f64(), if *is_orderly { "" } else { ", not in order" });
    }
    println!("  acknowledged and not finished: {unfinished}");
    println!("  never acknowledged (came too late): {unanswered}");
    let in_time = times.iter().all(|(time, is_orderly)| *is_orderly && *time < Duration::from_secs(5));
    ends.is_empty() && in_time && unfinished == 0
}
