//! The engine over this project's own data, built once for all tests that ask questions.

use std::path::Path;
use std::sync::{Arc, OnceLock};

use lablore::corpus::load::load;
use lablore::engine::Engine;
use lablore::search::PassageIndex;

/// The engine over `data/`, without originals.
pub fn engine() -> Arc<Engine> {
    static ENGINE: OnceLock<Arc<Engine>> = OnceLock::new();
    let build = || {
        let data = Path::new(env!("CARGO_MANIFEST_DIR")).join("data");
        let loaded = load(&data, None).expect("the data folder can be read");
        let engine = Engine::new(loaded.corpus, PassageIndex::default());
        Arc::new(engine.expect("the lexicon is in order"))
    };
    Arc::clone(ENGINE.get_or_init(build))
}
