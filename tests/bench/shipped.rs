//! The shipped data: parts of a start, parts of an answer, whole answers by category.

use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use divan::{Bencher, black_box};
use jiff::Timestamp;
use jiff::civil::Date;
use lablore::corpus::Corpus;
use lablore::corpus::graph::Graph;
use lablore::engine::{Engine, Names, Question};
use lablore::generation::{Fingerprint, Store};
use lablore::question::Topic;
use lablore::question::lexicon::Lexicon;
use lablore::question::names::NameIndex;
use lablore::question::understand::Understander;
use lablore::question::vocabulary::Vocabulary;
use lablore::search::PassageIndex;
use serde::Deserialize;

/// A question of the project's own set.
#[derive(Deserialize)]
pub struct Asked {
    category: String,
    pub question: String,
}

pub static QUESTIONS: LazyLock<Vec<Asked>> = LazyLock::new(|| {
    let text = std::fs::read_to_string(data().join("questions/own.jsonl")).expect("the question set is there");
    text.lines().map(|line| serde_json::from_str(line).expect("a question a line")).collect()
});

static CATEGORIES: LazyLock<Vec<&'static str>> = LazyLock::new(|| {
    let mut names: Vec<&str> = QUESTIONS.iter().map(|asked| asked.category.as_str()).collect();
    names.sort_unstable();
    names.dedup();
    names
});

struct World {
    _folder: tempfile::TempDir,
    store: Store,
    corpus: Corpus,
    engine: Engine,
}

static WORLD: LazyLock<World> = LazyLock::new(|| {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let store = Store::new(folder.path());
    let ready = store
        .ensure(&data(), None, &|_, _| Vec::new(), Timestamp::UNIX_EPOCH, &mut |_, _| {})
        .expect("the data is right");
    let corpus = ready.opened.engine.corpus().clone();
    let engine = ready.opened.engine;
    World { _folder: folder, store, corpus, engine }
});

fn data() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("data")
}

pub fn engine() -> &'static Engine {
    &WORLD.engine
}

pub fn question(text: &str) -> Question<'_> {
    Question { text, language: None, today: Date::constant(2026, 1, 1), topic: Topic::default() }
}

#[divan::bench_group(name = "answer")]
mod answer {
    use super::{Asked, Bencher, CATEGORIES, Graph, QUESTIONS, Understander, WORLD, black_box, engine, question};

    /// All questions of a category, one after the other: the time is that of one answer.
    #[divan::bench(args = CATEGORIES.iter())]
    fn of(bencher: Bencher, category: &str) {
        let asked: Vec<&Asked> = QUESTIONS.iter().filter(|asked| asked.category == category).collect();
        let mut next = asked.iter().cycle();
        let engine = engine();
        bencher.bench_local(|| {
            let asked = next.next().expect("a category has questions");
            engine.answer(black_box(&question(&asked.question)))
        });
    }

    #[divan::bench]
    fn understanding(bencher: Bencher) {
        let corpus = &WORLD.corpus;
        let graph = Graph::new(corpus);
        let understander = Understander::new(corpus, &graph);
        let mut next = QUESTIONS.iter().cycle();
        bencher.bench_local(|| {
            let asked = next.next().expect("there are questions");
            understander.understand(corpus, &graph, black_box(&asked.question), None)
        });
    }

    #[divan::bench]
    fn explained(bencher: Bencher) {
        let mut next = QUESTIONS.iter().cycle();
        let engine = engine();
        bencher.bench_local(|| {
            let asked = next.next().expect("there are questions");
            engine.explained(black_box(&question(&asked.question)))
        });
    }
}

#[divan::bench(args = ["", "dee", "moonsht", "智"])]
fn autocomplete(bencher: Bencher, typed: &str) {
    let engine = engine();
    bencher.bench_local(|| engine.suggest(Names::Labs, black_box(typed), 25));
}

#[divan::bench_group(name = "start", sample_count = 20, sample_size = 1)]
mod start {
    use super::{Bencher, Fingerprint, Graph, Lexicon, NameIndex, Timestamp, Understander, Vocabulary, WORLD, data};

    #[divan::bench]
    fn whole(bencher: Bencher) {
        let world = &*WORLD;
        bencher.bench_local(|| {
            let ready = world
                .store
                .ensure(&data(), None, &|_, _| Vec::new(), Timestamp::UNIX_EPOCH, &mut |_, _| {})
                .expect("it was built");
            ready.opened.engine
        });
    }

    #[divan::bench]
    fn fingerprint(bencher: Bencher) {
        bencher.bench_local(|| Fingerprint::of(&data(), None).expect("the data is there"));
    }

    #[divan::bench]
    fn opening(bencher: Bencher) {
        let world = &*WORLD;
        bencher.bench_local(|| world.store.open_current().0.expect("it was built"));
    }

    #[divan::bench]
    fn names(bencher: Bencher) {
        let corpus = &WORLD.corpus;
        bencher.bench_local(|| NameIndex::of(corpus));
    }

    #[divan::bench]
    fn lexicon(bencher: Bencher) {
        let corpus = &WORLD.corpus;
        bencher.bench_local(|| Lexicon::new(corpus));
    }

    #[divan::bench]
    fn vocabulary(bencher: Bencher) {
        let corpus = &WORLD.corpus;
        let lexicon = Lexicon::new(corpus);
        bencher.bench_local(|| Vocabulary::new(corpus, &lexicon));
    }

    #[divan::bench]
    fn understander(bencher: Bencher) {
        let corpus = &WORLD.corpus;
        let graph = Graph::new(corpus);
        bencher.bench_local(|| Understander::new(corpus, &graph));
    }
}

#[divan::bench_group(name = "build", sample_count = 5, sample_size = 1)]
mod build {
    use super::{Bencher, NameIndex, PassageIndex, Store, Timestamp, WORLD, data};

    #[divan::bench]
    fn loading(bencher: Bencher) {
        bencher.bench_local(|| lablore::corpus::load::load(&data(), None).expect("the data is there"));
    }

    #[divan::bench]
    fn index(bencher: Bencher) {
        let corpus = &WORLD.corpus;
        let names = NameIndex::of(corpus);
        bencher.with_inputs(|| tempfile::tempdir().expect("a temporary folder")).bench_local_values(|folder| {
            PassageIndex::build(corpus, folder.path(), &|text| names.in_text(text), &mut |_, _| {})
                .expect("it is built");
            folder
        });
    }

    /// Everything: reading, checking, proving, indexing, opening again.
    #[divan::bench]
    fn whole(bencher: Bencher) {
        bencher.with_inputs(|| tempfile::tempdir().expect("a temporary folder")).bench_local_values(|folder| {
            Store::new(folder.path())
                .rebuild(&data(), None, Timestamp::UNIX_EPOCH, &mut |_, _| {})
                .expect("the data is right")
        });
    }
}
