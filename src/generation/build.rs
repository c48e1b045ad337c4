//! Building a generation: aside, made durable, opened once; then committed, at once or when somebody has approved it.

use std::fs;
use std::path::Path;

use jiff::Timestamp;

use super::folder::{self, CORPUS, MANIFEST, Manifest, SEARCH, TEXTS, VOCABULARY};
use super::store::{forgive, keep_last};
use super::{Fingerprint, GenerationError, Opened, Store, code};
use crate::corpus::Corpus;
use crate::question::lexicon::Lexicon;
use crate::question::names::NameIndex;
use crate::question::vocabulary::Vocabulary;
use crate::search::PassageIndex;

/// How many generations are kept, the one in use among them.
const KEPT: usize = 3;

/// Hears how many of how many entries are indexed.
pub type Progress<'a> = &'a mut dyn FnMut(usize, usize);

/// What a generation is built of.
#[derive(Debug, Clone, Copy)]
pub struct State<'a> {
    /// The data, loaded and without problems.
    pub corpus: &'a Corpus,
    /// What tells it from every other.
    pub fingerprint: &'a Fingerprint,
    /// The time of the build.
    pub now: Timestamp,
}

impl Store {
    /// Builds a generation aside and puts it to use. A build in another process is waited for.
    ///
    /// # Errors
    /// Where a file cannot be written; the generation in use then stays.
    pub fn build(&self, state: State<'_>, progress: Progress<'_>) -> Result<Opened, GenerationError> {
        let _lock = self.lock()?;
        let opened = self.build_aside(state, progress)?;
        self.commit_locked(&opened.id)?;
        Ok(opened)
    }

    /// Builds a generation aside, whole and open, and keeps it until it is committed or another is prepared; one of
    /// the same data that waits already is used. A build in another process is waited for.
    ///
    /// # Errors
    /// Where a file cannot be written.
    pub fn prepare(&self, state: State<'_>, progress: Progress<'_>) -> Result<Opened, GenerationError> {
        let _lock = self.lock()?;
        self.prepare_locked(state, progress)
    }

    pub(super) fn prepare_locked(&self, state: State<'_>, progress: Progress<'_>) -> Result<Opened, GenerationError> {
        let is_same = |id: &String| self.fingerprint_of(id).is_some_and(|found| found == *state.fingerprint);
        let waiting = self.committed().prepared.filter(is_same).and_then(|id| self.open(&id).ok());
        waiting.map_or_else(|| self.build_aside(state, progress), Ok)
    }

    /// Puts a prepared generation to use.
    ///
    /// # Errors
    /// Where it waits no more, since another was prepared or committed, and where the index folder cannot be written;
    /// the one in use then stays.
    pub fn commit(&self, id: &str) -> Result<(), GenerationError> {
        let _lock = self.lock()?;
        self.commit_locked(id)
    }

    pub(super) fn commit_locked(&self, id: &str) -> Result<(), GenerationError> {
        let mut current = self.committed();
        if current.prepared.as_deref() != Some(id) {
            return Err(GenerationError::NotPrepared { id: id.to_owned() });
        }
        folder::approve(&self.folder.join(id))?;
        current.prepared = None;
        current.generations.push(id.to_owned());
        keep_last(&mut current.generations, KEPT);
        if let Some(fingerprint) = self.fingerprint_of(id) {
            forgive(&mut current, &fingerprint);
        }
        folder::write_current(&self.folder, &current)?;
        folder::clear_leftovers(&self.folder, &current);
        Ok(())
    }

    /// Writes a generation beside the others and notes it as prepared. What cannot be opened is not noted.
    fn build_aside(&self, state: State<'_>, progress: Progress<'_>) -> Result<Opened, GenerationError> {
        let mut current = self.committed();
        current.prepared = None;
        folder::clear_leftovers(&self.folder, &current);
        let id = folder::next_id(&self.folder, state.fingerprint);
        let aside = folder::building(&self.folder);
        let written = write_generation(&aside, &id, state, progress);
        let named = written.and_then(|()| {
            let folder = self.folder.join(&id);
            fs::rename(&aside, &folder).map_err(|error| GenerationError::file(&folder, "written", error))?;
            folder::sync_folder(&self.folder)?;
            let opened = self.open(&id)?;
            current.prepared = Some(id.clone());
            folder::write_current(&self.folder, &current)?;
            Ok(opened)
        });
        if named.is_err() {
            current.prepared = None;
            folder::clear_leftovers(&self.folder, &current);
        }
        named
    }
}

/// Writes all of a generation into a folder that is not its own yet; its manifest last.
fn write_generation(aside: &Path, id: &str, state: State<'_>, progress: Progress<'_>) -> Result<(), GenerationError> {
    let corpus = state.corpus;
    fs::create_dir_all(aside).map_err(|error| GenerationError::file(aside, "written", error))?;
    let names = NameIndex::of(corpus);
    PassageIndex::build(corpus, &aside.join(SEARCH), &|text| names.in_text(text), progress)?;
    let snapshot = postcard::to_stdvec(corpus)
        .map_err(|error| GenerationError::damaged(id, format!("the corpus cannot be written: {error}")))?;
    folder::write_durably(&aside.join(CORPUS), &snapshot)?;
    let texts = corpus.documents.iter().map(|document| document.text.as_bytes());
    folder::write_all_durably(&aside.join(TEXTS), texts)?;
    let counted = postcard::to_stdvec(&Vocabulary::new(corpus, &Lexicon::new(corpus)))
        .map_err(|error| GenerationError::damaged(id, format!("the vocabulary cannot be written: {error}")))?;
    folder::write_durably(&aside.join(VOCABULARY), &counted)?;
    let manifest = Manifest {
        layout: code::layout(),
        id: id.to_owned(),
        fingerprint: state.fingerprint.clone(),
        built_at: state.now.to_string(),
        files: folder::seal(aside)?,
    };
    let text = serde_json::to_vec_pretty(&manifest)
        .map_err(|error| GenerationError::file(&aside.join(MANIFEST), "written", error.into()))?;
    folder::write_durably(&aside.join(MANIFEST), &text)?;
    folder::sync_folder(aside)
}

#[cfg(test)]
mod tests {
    //! Proven here: a build broken off leaves nothing that counts; three are kept; what is built aside waits for its
    //! approval.

    use super::super::testing::World;
    use super::*;
    use crate::corpus::load;

    #[test]
    fn three_are_kept() {
        let world = World::new();
        for number in 0..5 {
            world.write(&format!("Lab {number} builds models."));
            world.ensure().unwrap();
        }
        assert_eq!(world.store.generations().len(), 3);
        assert_eq!(folder::all_generations(&world.index), world.store.generations());
    }

    #[test]
    fn what_a_broken_build_left_is_no_generation_and_goes() {
        let world = World::new();
        let first = world.ensure().unwrap();
        let half = folder::building(&world.index);
        fs::create_dir_all(half.join(SEARCH)).unwrap();
        fs::write(half.join(CORPUS), "half").unwrap();
        let unlisted = world.index.join("generation-000099-0123456789ab");
        fs::create_dir_all(&unlisted).unwrap();
        fs::write(world.index.join("building-current"), "{").unwrap();
        let again = world.ensure().unwrap();
        assert_eq!((again.opened.id.as_str(), again.rebuilt), (first.opened.id.as_str(), false));
        world.write("Another lab builds models.");
        assert!(world.ensure().unwrap().rebuilt);
        assert!(!half.exists() && !unlisted.exists());
        assert!(!world.index.join("building-current").exists());
    }

    #[test]
    fn the_project_s_own_data_comes_back_as_it_was() {
        let data = Path::new(env!("CARGO_MANIFEST_DIR")).join("data");
        let corpus = load::load(&data, None).unwrap().corpus;
        let world = World::new();
        let fingerprint = Fingerprint::of(&data, None).unwrap();
        let now = Timestamp::UNIX_EPOCH;
        let mut heard = (0, 0);
        let mut progress = |done, total| heard = (done, total);
        let opened =
            world.store.build(State { corpus: &corpus, fingerprint: &fingerprint, now }, &mut progress).unwrap();
        assert!(*opened.engine.corpus() == corpus);
        assert!(heard.0 > 0 && heard.0 == heard.1, "{heard:?}");
    }

    #[test]
    fn what_is_prepared_is_not_in_use_until_it_is_committed() {
        let world = World::new();
        let first = world.ensure().unwrap().opened;
        world.write("The second lab builds models.");
        let prepared = world.prepare();
        assert_eq!(world.store.open_current().0.unwrap().id, first.id);
        assert_eq!(world.prepare().id, prepared.id, "it waits, and is not built twice");
        // Should `current` be lost: what nobody approved is not answered from.
        let current = fs::read(world.index.join(folder::CURRENT)).unwrap();
        fs::write(world.index.join(folder::CURRENT), "{").unwrap();
        assert_eq!(world.store.open_current().0.unwrap().id, first.id);
        fs::write(world.index.join(folder::CURRENT), current).unwrap();

        world.store.commit(&prepared.id).unwrap();
        assert_eq!(world.store.open_current().0.unwrap().id, prepared.id);
        assert!(matches!(world.store.commit(&prepared.id), Err(GenerationError::NotPrepared { .. })));
    }

    #[test]
    fn another_state_takes_the_place_of_what_is_prepared() {
        let world = World::new();
        world.ensure().unwrap();
        world.write("The second lab builds models.");
        let second = world.prepare().id;
        world.write("The third lab builds models.");
        let third = world.prepare().id;
        assert!(matches!(world.store.commit(&second), Err(GenerationError::NotPrepared { .. })));
        assert!(!world.index.join(&second).exists());
        world.store.commit(&third).unwrap();
        assert!(World::text(&world.store.open_current().0.unwrap()).contains("third"));
    }
}
