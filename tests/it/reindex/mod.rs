//! A change of the data, planned, applied, undone and followed, over a small folder; on Discord see `discord::reindex`.

mod follow;
mod kills;
mod watch;

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use arc_swap::ArcSwap;
use jiff::Timestamp;
use jiff::civil::Date;
use lablore::engine::{Engine, Question};
use lablore::generation::Store;
use lablore::question::Topic;
use lablore::reindex::gates::{Gates, Objection};
use lablore::reindex::pinned::{self, Pinned};
use lablore::reindex::{Outcome, ReindexError, Reindexer, Workshop};

/// A data folder, its index, and an engine that is answered from.
pub struct World {
    pub folder: tempfile::TempDir,
    pub workshop: Workshop,
    pub engine: Arc<ArcSwap<Engine>>,
    pub reindexer: Arc<Reindexer>,
}

impl World {
    /// Over one document and one record, with the project's lexicon.
    pub fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let lexicon = Path::new(env!("CARGO_MANIFEST_DIR")).join("data/lexicon");
        fs::create_dir_all(folder.path().join("data/lexicon")).unwrap();
        for file in ["properties.toml", "words.toml"] {
            fs::copy(lexicon.join(file), folder.path().join("data/lexicon").join(file)).unwrap();
        }
        write_year(&folder.path().join("data"), 2019);
        Self::over(folder)
    }

    /// Over the folder `data` in a folder.
    pub fn over(folder: tempfile::TempDir) -> Self {
        let workshop = Workshop {
            generations: Store::new(folder.path().join("index")),
            data: folder.path().join("data"),
            originals: None,
            gates: Gates { most_lost_percent: 5 },
        };
        let ready = workshop
            .generations
            .ensure(&workshop.data, None, &|_, _| Vec::new(), now(), &mut |_, _| {})
            .expect("the data is right");
        let engine = Arc::new(ArcSwap::from_pointee(ready.opened.engine));
        let reindexer = Arc::new(Reindexer::new(workshop.clone(), Arc::clone(&engine)));
        Self { folder, workshop, engine, reindexer }
    }

    pub fn data(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    /// What everything says of when the lab was founded.
    pub fn write_year(&self, year: u16) {
        write_year(&self.data(), year);
    }

    /// Pins that it was founded in a year.
    pub fn pin(&self, year: u16) {
        let pinned = Pinned {
            question: QUESTION.to_owned(),
            history: Vec::new(),
            lang: None,
            statements: vec![format!("acme.founded: {year}")],
            by: "7".to_owned(),
            on: Date::constant(2026, 11, 28),
        };
        fs::create_dir_all(self.data().join("questions")).unwrap();
        fs::write(self.data().join(pinned::FILE), format!("{}\n", pinned.line())).unwrap();
    }

    /// What is answered now.
    pub fn answer(&self) -> String {
        answer(&self.engine.load())
    }

    /// Applies the data as it is.
    pub fn apply(&self) -> String {
        let plan = self.reindexer.plan(now()).unwrap();
        match self.reindexer.apply(&plan.token(), false, now()).unwrap() {
            Outcome::Applied(_, swapped) => swapped.after,
            other => panic!("{other:?}"),
        }
    }
}

pub const QUESTION: &str = "when was Acme Lab founded?";

pub fn now() -> Timestamp {
    Timestamp::from_second(1_795_000_000).unwrap()
}

fn write_year(data: &Path, year: u16) {
    for folder in ["documents", "records"] {
        fs::create_dir_all(data.join(folder)).unwrap();
    }
    let text = format!("# Notes\n\n## Labs\n\nAcme Lab was founded in {year} by Ada Long.\n");
    fs::write(data.join("documents/notes.md"), text).unwrap();
    let record = format!(
        "[acme]\nkind = \"lab\"\nname = \"Acme Lab\"\n\n[[acme.founded]]\nvalue = \"{year}\"\nfrom = [\"notes: Labs\"]\n"
    );
    fs::write(data.join("records/acme.toml"), record).unwrap();
}

pub fn answer(engine: &Engine) -> String {
    let today = Date::constant(2026, 11, 28);
    engine.answer(&Question { text: QUESTION, language: None, today, topic: Topic::default() }).text
}

#[test]
fn a_plan_changes_nothing_until_it_is_applied_and_an_undo_takes_it_back() {
    let world = World::new();
    let first = world.reindexer.in_force().unwrap();
    assert!(world.answer().contains("2019"), "{}", world.answer());
    world.write_year(2018);
    let plan = world.reindexer.plan(now()).unwrap();
    assert_eq!(plan.changes.statements.changed, ["acme.founded: 2019 → 2018"]);
    assert_eq!(plan.changes.documents.changed, ["notes"]);
    assert!(plan.is_possible() && plan.objections.is_empty(), "{plan:?}");
    assert_eq!(world.workshop.generations.in_use(), Some(first.clone()));
    assert!(world.answer().contains("2019"));
    // Whoever began before answers on from what they began with.
    let under_way = world.engine.load_full();
    let second = world.apply();
    assert!(world.answer().contains("2018") && answer(&under_way).contains("2019"));
    assert!(matches!(world.reindexer.undo(&first), Err(ReindexError::Moved)));
    let swapped = world.reindexer.undo(&second).unwrap();
    assert_eq!((swapped.before, swapped.after), (Some(second), first));
    assert!(world.answer().contains("2019"));
    // The state is remembered: unasked it is not built, asked it is.
    let ready = world.workshop.generations.ensure(&world.data(), None, &|_, _| Vec::new(), now(), &mut |_, _| {});
    assert!(answer(&ready.unwrap().opened.engine).contains("2019"));
    world.apply();
    assert!(world.answer().contains("2018"));
}

#[test]
fn what_was_planned_is_applied_and_nothing_else() {
    let world = World::new();
    world.write_year(2018);
    let token = world.reindexer.plan(now()).unwrap().token();
    world.write_year(2017);
    let Outcome::Changed(plan) = world.reindexer.apply(&token, false, now()).unwrap() else { panic!("not applied") };
    assert_eq!(plan.changes.statements.changed, ["acme.founded: 2019 → 2017"]);
    assert!(world.answer().contains("2019"));
    world.apply();
    assert!(world.answer().contains("2017"));
    let current = world.reindexer.plan(now()).unwrap();
    assert!(current.is_current && !current.is_possible());
    assert!(matches!(world.reindexer.apply(&current.token(), true, now()).unwrap(), Outcome::Stopped(_)));
}

#[test]
fn problems_stop_a_change_for_good_and_objections_until_they_are_overridden() {
    let world = World::new();
    world.pin(2019);
    world.write_year(2018);
    let plan = world.reindexer.plan(now()).unwrap();
    let why = "does not rest on acme.founded: 2019".to_owned();
    assert_eq!(plan.objections, [Objection::Pinned { question: QUESTION.to_owned(), why }]);
    assert!(matches!(world.reindexer.apply(&plan.token(), false, now()).unwrap(), Outcome::Stopped(_)));
    assert!(world.answer().contains("2019"));
    fs::write(world.data().join("records/acme.toml"), "[acme\n").unwrap();
    let broken = world.reindexer.plan(now()).unwrap();
    assert_eq!((broken.problems.len(), broken.problems[0].line), (1, 1));
    assert!(matches!(world.reindexer.apply(&broken.token(), true, now()).unwrap(), Outcome::Stopped(_)));
    assert!(world.answer().contains("2019"));
    world.write_year(2018);
    assert!(matches!(world.reindexer.apply(&plan.token(), true, now()).unwrap(), Outcome::Applied(..)));
    assert!(world.answer().contains("2018"));
}

#[test]
fn lost_answers_are_an_objection_and_are_not_built_unasked() {
    let world = World::new();
    fs::create_dir_all(world.data().join("questions")).unwrap();
    let set = format!("{{\"question\": \"{QUESTION}\"}}\n{{\"question\": \"who founded Kestrel?\"}}\n");
    fs::write(world.data().join("questions/set.jsonl"), set).unwrap();
    fs::write(world.data().join("documents/notes.md"), "# Notes\n\n## Weather\n\nIt rained.\n").unwrap();
    fs::remove_file(world.data().join("records/acme.toml")).unwrap();
    let plan = world.reindexer.plan(now()).unwrap();
    assert_eq!(plan.objections, [Objection::Lost { before: 1, after: 0 }]);
    assert_eq!((plan.verdict.asked, &plan.changes.entities.removed), (2, &vec!["acme".to_owned()]));
    let gate = |before: &Engine, after: &Engine| world.workshop.gate(before, after, now());
    let ready = world.workshop.generations.ensure(&world.data(), None, &gate, now(), &mut |_, _| {}).unwrap();
    assert!(!ready.rebuilt && ready.warnings[0].contains("0 would be left"), "{:?}", ready.warnings);
    assert!(world.workshop.generations.is_refused(&plan.fingerprint));
}

#[test]
fn two_at_once_are_refused() {
    let world = World::new();
    world.write_year(2018);
    let lock = hold_build_lock(&world);
    std::thread::scope(|scope| {
        let first = scope.spawn(|| world.reindexer.plan(now()).unwrap());
        while world.reindexer.stage().is_none() {
            std::thread::yield_now();
        }
        assert!(matches!(world.reindexer.plan(now()), Err(ReindexError::Busy)));
        assert!(matches!(world.reindexer.undo("x"), Err(ReindexError::Busy)));
        drop(lock);
        assert!(first.join().unwrap().is_possible());
    });
    assert_eq!(world.reindexer.stage(), None);
}

/// Keeps whoever builds in this index folder waiting, as another process that builds would.
pub fn hold_build_lock(world: &World) -> fs::File {
    let lock = fs::File::options().write(true).open(world.folder.path().join("index/lock")).unwrap();
    lock.lock().unwrap();
    lock
}
