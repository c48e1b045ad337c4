//! The engine over this project's own data, built once for all tests that ask questions.

use std::path::Path;
use std::sync::{Arc, OnceLock};

use lablore::corpus::Corpus;
use lablore::corpus::load::load;
use lablore::engine::Engine;
use lablore::question::names::NameIndex;
use lablore::search::PassageIndex;

/// The engine over `data/`, without originals.
pub fn engine() -> Arc<Engine> {
    static ENGINE: OnceLock<Arc<Engine>> = OnceLock::new();
    let build = || {
        let data = Path::new(env!("CARGO_MANIFEST_DIR")).join("data");
        let loaded = load(&data, None).expect("the data folder can be read");
        let index = index_of(&loaded.corpus);
        Arc::new(Engine::new(loaded.corpus, index))
    };
    Arc::clone(ENGINE.get_or_init(build))
}

/// The same with one statement changed: what the engine is after somebody has edited the data.
pub fn changed_engine() -> Arc<Engine> {
    let mut corpus = engine().corpus().clone();
    let index = index_of(&corpus);
    corpus.statements[0].text.push('!');
    Arc::new(Engine::new(corpus, index))
}

fn index_of(corpus: &Corpus) -> PassageIndex {
    let folder = tempfile::tempdir().expect("a temporary folder can be made");
    let names = NameIndex::of(corpus);
    PassageIndex::build(corpus, folder.path(), &|text| names.in_text(text), &mut |_, _| {})
        .expect("the index can be built");
    PassageIndex::open(folder.path()).expect("the index can be opened")
}
