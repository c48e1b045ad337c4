//! A small data folder and its index, for tests of this room.

use std::fs;
use std::path::PathBuf;

use jiff::Timestamp;

use super::{GenerationError, Opened, Ready, State, Store};

pub(super) struct World {
    _folder: tempfile::TempDir,
    pub(super) data: PathBuf,
    pub(super) index: PathBuf,
    pub(super) store: Store,
}

impl World {
    pub(super) fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let data = folder.path().join("data");
        let index = folder.path().join("index");
        fs::create_dir_all(data.join("documents")).unwrap();
        let world = Self { store: Store::new(&index), _folder: folder, data, index };
        world.write("The first lab builds models.");
        world
    }

    pub(super) fn write(&self, sentence: &str) {
        let text = format!("# Notes\n\n## Labs\n\n{sentence}\n");
        fs::write(self.data.join("documents/notes.md"), text).unwrap();
    }

    pub(super) fn break_data(&self) {
        fs::write(self.data.join("sources.toml"), "[notes\n").unwrap();
    }

    pub(super) fn ensure(&self) -> Result<Ready, GenerationError> {
        let now = Timestamp::from_second(1_750_000_000).unwrap();
        self.store.ensure(&self.data, None, &|_, _| Vec::new(), now, &mut |_, _| {})
    }

    /// Builds the data as it is aside.
    pub(super) fn prepare(&self) -> Opened {
        let (loaded, fingerprint) = super::read_still(&self.data, None).unwrap();
        let state = State { corpus: &loaded.corpus, fingerprint: &fingerprint, now: Timestamp::UNIX_EPOCH };
        self.store.prepare(state, &mut |_, _| {}).unwrap()
    }

    pub(super) fn in_use(&self) -> PathBuf {
        self.index.join(self.store.generations().last().unwrap())
    }

    /// What a generation knows.
    pub(super) fn text(opened: &Opened) -> &str {
        opened.engine.corpus().documents[0].text.as_str()
    }
}
