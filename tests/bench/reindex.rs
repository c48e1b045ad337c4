//! A reindex under load, and builds that are killed.
//!
//! `load`: questions of the shipped set come in at an even pace, whether or not the ones before are answered; so a
//! question that waits counts with its waiting. First for a while as usual, then while the data is changed, planned and
//! applied ten times. `kills`: `lablore index --force` is killed at random moments; each time what the next start
//! answers from must be whole, and the old or the new.

use std::hash::{BuildHasher, RandomState};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use arc_swap::ArcSwap;
use jiff::Timestamp;
use jiff::civil::Date;
use lablore::engine::{Engine, Question};
use lablore::generation::Store;
use lablore::question::Topic;
use lablore::reindex::gates::Gates;
use lablore::reindex::{Outcome, Reindexer, Workshop};

/// How many reindexes are measured.
const REINDEXES: usize = 10;

/// Threads that answer: more than cores, as the bot's runtime has them.
const ANSWERING: usize = 8;

fn today() -> Date {
    Date::constant(2026, 11, 28)
}

fn data() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("data")
}

fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).expect("a folder can be made");
    for entry in std::fs::read_dir(from).expect("a folder can be read").flatten() {
        let (path, target) = (entry.path(), to.join(entry.file_name()));
        if path.is_dir() {
            copy(&path, &target);
        } else {
            std::fs::copy(&path, &target).expect("a file can be copied");
        }
    }
}

/// Answers at `rate` questions a second while `work` runs; the latencies in the order of the questions.
fn under_load<T>(
    engine: &ArcSwap<Engine>,
    questions: &[String],
    rate: u32,
    work: impl FnOnce() -> T,
) -> (Vec<Duration>, T) {
    let (begun, next, is_over) = (Instant::now(), AtomicUsize::new(0), AtomicBool::new(false));
    let latencies = Mutex::new(Vec::new());
    let done = std::thread::scope(|scope| {
        for _ in 0..ANSWERING {
            scope.spawn(|| {
                while !is_over.load(Ordering::Relaxed) {
                    let number = next.fetch_add(1, Ordering::Relaxed);
                    let due = begun + Duration::from_secs(1) / rate * u32::try_from(number).expect("not so many");
                    std::thread::sleep(due.saturating_duration_since(Instant::now()));
                    let text = &questions[number % questions.len()];
                    let question = Question { text, language: None, today: today(), topic: Topic::default() };
                    let answer = engine.load_full().answer(&question);
                    assert!(!answer.text.is_empty(), "no question fails");
                    latencies.lock().expect("nobody panicked").push(due.elapsed());
                }
            });
        }
        let done = work();
        is_over.store(true, Ordering::Relaxed);
        done
    });
    (latencies.into_inner().expect("nobody panicked"), done)
}

fn percentiles(latencies: &mut [Duration]) -> String {
    latencies.sort();
    let at = |share: usize| latencies[(latencies.len() * share / 1000).min(latencies.len() - 1)].as_secs_f64() * 1e3;
    format!("{} questions, p50 {:.2} ms, p99 {:.2} ms, most {:.2} ms", latencies.len(), at(500), at(990), at(1000))
}

/// Memory in use, in MB, where the system tells: all, and of it what is not mapped from files.
fn memory() -> (u64, u64) {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let of = |key: &str| {
        let line = status.lines().find(|line| line.starts_with(key))?;
        Some(line.split_whitespace().nth(1)?.parse::<u64>().ok()? / 1_000)
    };
    (of("VmRSS:").unwrap_or(0), of("RssAnon:").unwrap_or(0))
}

/// Measures a reindex under load; prints what it finds.
pub fn load(rate: u32) {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let own = folder.path().join("data");
    copy(&data(), &own);
    let workshop = Workshop {
        generations: Store::new(folder.path().join("index")),
        data: own.clone(),
        originals: None,
        gates: Gates { most_lost_percent: 5 },
    };
    let ready = workshop
        .generations
        .ensure(&own, None, &|_, _| Vec::new(), Timestamp::now(), &mut |_, _| {})
        .expect("the data is right");
    let engine = Arc::new(ArcSwap::from_pointee(ready.opened.engine));
    let reindexer = Reindexer::new(workshop, Arc::clone(&engine));
    let set = std::fs::read_to_string(own.join("questions/own.jsonl")).expect("the shipped question set");
    let questions: Vec<String> = set
        .lines()
        .filter_map(|line| {
            serde_json::from_str::<serde_json::Value>(line).ok()?["question"].as_str().map(str::to_owned)
        })
        .collect();
    let usual = Duration::from_secs(20);
    let (mut before, ()) = under_load(&engine, &questions, rate, || std::thread::sleep(usual));
    println!("{rate} questions a second");
    println!("as usual:      {}", percentiles(&mut before));
    println!("memory before: {:?} MB (all, anonymous)", memory());
    let document = own.join("documents/ai-dragons.md");
    let text = std::fs::read_to_string(&document).expect("a shipped document");
    let (mut during, ()) = under_load(&engine, &questions, rate, || {
        for number in 1..=REINDEXES {
            std::fs::write(&document, format!("{text}\nThis was reindex {number}.\n")).expect("it can be written");
            let begun = Instant::now();
            let plan = reindexer.plan(Timestamp::now()).expect("a plan");
            let planned = begun.elapsed();
            let outcome = reindexer.apply(&plan.token(), false, Timestamp::now()).expect("it can be applied");
            assert!(matches!(outcome, Outcome::Applied(..)), "{outcome:?}");
            let (plan, apply) = (planned.as_secs_f64(), begun.elapsed().as_secs_f64() - planned.as_secs_f64());
            println!("reindex {number:2}: plan {plan:.1} s, apply {apply:.1} s, memory {:?} MB", memory());
        }
    });
    println!("reindexing:    {}", percentiles(&mut during));
    let (mut after, ()) = under_load(&engine, &questions, rate, || std::thread::sleep(usual));
    println!("afterwards:    {}", percentiles(&mut after));
    println!("memory after:  {:?} MB", memory());
}

/// Kills builds at random moments and looks at what is left; prints what it finds.
pub fn kills(times: u64) {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let (own, index) = (folder.path().join("data"), folder.path().join("index"));
    copy(&data().join("lexicon"), &own.join("lexicon"));
    let write = |year: u64| {
        for name in ["documents", "records"] {
            std::fs::create_dir_all(own.join(name)).expect("a folder can be made");
        }
        let document = format!("# Notes\n\n## Labs\n\nAcme Lab was founded in {year} by Ada Long.\n");
        std::fs::write(own.join("documents/notes.md"), document).expect("it can be written");
        let record = format!(
            "[acme]\nkind = \"lab\"\nname = \"Acme Lab\"\n\n[[acme.founded]]\nvalue = \"{year}\"\nfrom = [\"notes: Labs\"]\n"
        );
        std::fs::write(own.join("records/acme.toml"), record).expect("it can be written");
    };
    let lablore = |arguments: &[&str]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_lablore"));
        command.args(arguments).current_dir(folder.path()).env_clear();
        command.env("LABLORE_CORPUS__DATA", &own).env("LABLORE_CORPUS__INDEX", &index);
        command.stdout(Stdio::piped()).stderr(Stdio::null());
        command
    };
    let build = || lablore(&["index", "--force"]).spawn().expect("the binary runs");
    write(1_900);
    let begun = Instant::now();
    assert!(build().wait().expect("it ends").success());
    let whole = begun.elapsed();
    println!("a build that nobody kills: {:.2} s", whole.as_secs_f64());
    let mut in_use = 1_900;
    let (mut old, mut new, mut ended, mut slowest_open, mut slowest_start) = (0, 0, 0, Duration::ZERO, Duration::ZERO);
    for number in 1..=times {
        // Beyond 2100 a number is no year.
        let year = 1_900 + number % 200;
        write(year);
        let mut child = build();
        // A random share of somewhat more than a whole build.
        let random = RandomState::new().hash_one(number) % 1_000;
        std::thread::sleep(whole.mul_f64(1.15) * u32::try_from(random).expect("below a thousand") / 1_000);
        ended += u64::from(child.try_wait().expect("it can be asked").is_some());
        let _ = child.kill();
        let _ = child.wait();
        // What is there to answer from, before anybody builds again.
        let begun = Instant::now();
        let (opened, warnings) = Store::new(&index).open_current();
        let opened = opened.expect("one of both is whole");
        let text = "when was Acme Lab founded?";
        let question = Question { text, language: None, today: today(), topic: Topic::default() };
        let answer = opened.engine.answer(&question);
        slowest_open = slowest_open.max(begun.elapsed());
        assert_eq!(warnings, Vec::<String>::new());
        let document = &opened.engine.corpus().documents[0].text;
        let found = [in_use, year].into_iter().find(|year| answer.text.contains(&year.to_string()));
        let found = found.unwrap_or_else(|| panic!("neither {in_use} nor {year}: {}", answer.text));
        assert!(document.as_str().contains(&found.to_string()), "record and document are of one generation");
        assert!(answer.citations.iter().all(|citation| citation.quote.contains(&found.to_string())), "{answer:?}");
        old += u64::from(found == in_use);
        new += u64::from(found == year);
        drop(opened);
        // The next start, which builds by itself what is not there yet.
        let begun = Instant::now();
        let output = lablore(&["ask", text]).output().expect("the binary runs");
        slowest_start = slowest_start.max(begun.elapsed());
        let said = String::from_utf8_lossy(&output.stdout).into_owned();
        assert!(output.status.success() && said.contains(&year.to_string()), "{year}: {said}");
        in_use = year;
    }
    let left = std::fs::read_dir(&index).expect("the index folder").count();
    println!("{times} kills: {old} times the old generation, {new} times the new one, never anything else");
    println!("of them after the build had ended: {ended}; entries in the index folder now: {left}");
    println!("slowest opening with an answer: {:.2} s", slowest_open.as_secs_f64());
    println!("slowest start of the binary, with the build that was due: {:.2} s", slowest_start.as_secs_f64());
}
