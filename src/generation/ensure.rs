//! A generation of the data as it is now, unasked: at the start of whatever answers. Where the data is wrong, or a gate
//! stands against it, the generation in use stays.

use std::path::Path;

use jiff::Timestamp;

use super::store::remember;
use super::{Fingerprint, GenerationError, Opened, Progress, State, Store, folder, with_causes};
use crate::corpus::load::{self, LoadError, Loaded};
use crate::corpus::problem::Problem;
use crate::engine::Engine;

/// How often a change of the data while it is read is taken for chance.
const READS: usize = 3;

/// A generation to answer from, and what to tell about it.
#[derive(Debug)]
pub struct Ready {
    /// The generation.
    pub opened: Opened,
    /// What the operator should hear, a line each.
    pub warnings: Vec<String>,
    /// What is wrong with the data where the generation is an earlier one because of it; else empty.
    pub problems: Vec<Problem>,
    /// Whether it was built just now.
    pub rebuilt: bool,
}

/// Says what stands against putting the second engine in the place of the first, a line each; nothing lets it pass.
pub type Gate<'a> = &'a dyn Fn(&Engine, &Engine) -> Vec<String>;

impl Store {
    /// A generation of this data: the one in use where nothing changed, else a new one that passes the gate, else, where
    /// that cannot be, an earlier one with a warning. What the gate refuses is remembered. The data is loaded only where
    /// its fingerprint differs. `now` is noted as the time of a build.
    ///
    /// # Errors
    /// Where the data folder is not there, and where there is neither right data nor an earlier generation.
    pub fn ensure(
        &self,
        data: &Path,
        originals: Option<&Path>,
        gate: Gate<'_>,
        now: Timestamp,
        progress: Progress<'_>,
    ) -> Result<Ready, GenerationError> {
        let (opened, mut warnings) = self.open_current();
        let fingerprint = match Fingerprint::of(data, originals) {
            Ok(fingerprint) => fingerprint,
            Err(error) => return fall_back(opened, warnings, Vec::new(), error.into()),
        };
        let opened = match opened {
            Some(opened) if opened.fingerprint == fingerprint => {
                return Ok(ready(opened, warnings, false));
            }
            Some(opened) if self.is_refused(&fingerprint) => {
                warnings.push(format!("this state of the data was refused or undone; answering from {}", opened.id));
                return Ok(ready(opened, warnings, false));
            }
            other => other,
        };
        let (loaded, fingerprint) = match read_still(data, originals) {
            Ok(read) => read,
            Err(error) => return fall_back(opened, warnings, Vec::new(), error),
        };
        warnings.extend(loaded.warnings.iter().cloned());
        if !loaded.problems.is_empty() {
            let error = GenerationError::Problems(loaded.problems.clone());
            return fall_back(opened, warnings, loaded.problems, error);
        }
        let built = {
            let mut pass = |candidate: &Opened| {
                let Some(opened) = &opened else { return Vec::new() };
                gate(&opened.engine, &candidate.engine)
            };
            self.build_unless_there(&loaded, &fingerprint, &mut pass, now, progress)
        };
        match built {
            Ok((opened, rebuilt)) => Ok(ready(opened, warnings, rebuilt)),
            Err(error) => fall_back(opened, warnings, Vec::new(), error),
        }
    }

    /// Builds a generation of this data whether or not anything changed, and puts it to use.
    ///
    /// # Errors
    /// Where the data is wrong or a file cannot be written; the generation in use then stays.
    pub fn rebuild(
        &self,
        data: &Path,
        originals: Option<&Path>,
        now: Timestamp,
        progress: Progress<'_>,
    ) -> Result<Ready, GenerationError> {
        let (loaded, fingerprint) = read_still(data, originals)?;
        if !loaded.problems.is_empty() {
            return Err(GenerationError::Problems(loaded.problems));
        }
        let opened = self.build(State { corpus: &loaded.corpus, fingerprint: &fingerprint, now }, progress)?;
        Ok(ready(opened, loaded.warnings, true))
    }

    /// Builds, unless another process has done it while this one waited for the lock. Whether it was built here.
    fn build_unless_there(
        &self,
        loaded: &Loaded,
        fingerprint: &Fingerprint,
        pass: &mut dyn FnMut(&Opened) -> Vec<String>,
        now: Timestamp,
        progress: Progress<'_>,
    ) -> Result<(Opened, bool), GenerationError> {
        let _lock = self.lock()?;
        if let (Some(opened), _) = self.open_newest()
            && opened.fingerprint == *fingerprint
        {
            return Ok((opened, false));
        }
        let candidate = self.prepare_locked(State { corpus: &loaded.corpus, fingerprint, now }, progress)?;
        let objections = pass(&candidate);
        if objections.is_empty() {
            self.commit_locked(&candidate.id)?;
            return Ok((candidate, true));
        }
        drop(candidate);
        let mut current = self.committed();
        current.prepared = None;
        remember(&mut current, fingerprint);
        folder::write_current(&self.folder, &current)?;
        folder::clear_leftovers(&self.folder, &current);
        Err(GenerationError::Refused(objections))
    }
}

/// Loads the data with the fingerprint of what was loaded: what changes in between is read again.
///
/// # Errors
/// Where it cannot be read at all, or does not stand still.
pub fn read_still(data: &Path, originals: Option<&Path>) -> Result<(Loaded, Fingerprint), GenerationError> {
    let mut before = Fingerprint::of(data, originals)?;
    for _ in 0..READS {
        let loaded = load::load(data, originals)?;
        let after = Fingerprint::of(data, originals)?;
        if after == before {
            return Ok((loaded, after));
        }
        before = after;
    }
    Err(GenerationError::Restless)
}

/// Answers from an earlier generation where the data does not allow a new one; a folder that is not there is no state
/// of the data but a wrong setting.
fn fall_back(
    opened: Option<Opened>,
    mut warnings: Vec<String>,
    problems: Vec<Problem>,
    error: GenerationError,
) -> Result<Ready, GenerationError> {
    let is_setting = matches!(
        error,
        GenerationError::Load(LoadError::NoFolder(_) | LoadError::NoOriginals(_) | LoadError::NoDocuments(_))
    );
    let Some(opened) = opened.filter(|_| !is_setting) else {
        return Err(error);
    };
    warnings.push(format!("{}; answering from {}", with_causes(&error), opened.id));
    Ok(Ready { opened, warnings, problems, rebuilt: false })
}

fn ready(opened: Opened, warnings: Vec<String>, rebuilt: bool) -> Ready {
    Ready { opened, warnings, problems: Vec::new(), rebuilt }
}

#[cfg(test)]
mod tests {
    //! Proven here: a generation is built once and reused; wrong data, a gate or a folder that cannot be written never
    //! costs the generation in use.

    use std::fs;

    use super::super::folder::{CORPUS, LOCK};
    use super::super::testing::World;
    use super::*;

    #[test]
    fn is_built_once_and_reused() {
        let world = World::new();
        assert!(world.store.open_current().0.is_none());
        let first = world.ensure().unwrap();
        assert!(first.rebuilt && first.warnings.is_empty(), "{first:?}");
        let again = world.ensure().unwrap();
        assert!(!again.rebuilt);
        assert_eq!(again.opened.id, first.opened.id);
        assert_eq!(again.opened.engine.corpus(), first.opened.engine.corpus());
        assert_eq!(again.opened.built_at, first.opened.built_at);
        world.write("The second lab builds chips.");
        let second = world.ensure().unwrap();
        assert!(second.rebuilt);
        assert!(World::text(&second.opened).contains("second"));
        assert!(World::text(&first.opened).contains("first"), "the old one stays open for its readers");
    }

    #[test]
    fn a_forced_build_makes_a_new_generation_of_the_same_data() {
        let world = World::new();
        let first = world.ensure().unwrap();
        let now = Timestamp::from_second(1_760_000_000).unwrap();
        let forced = world.store.rebuild(&world.data, None, now, &mut |_, _| {}).unwrap();
        assert_ne!(forced.opened.id, first.opened.id);
        assert_eq!(forced.opened.fingerprint, first.opened.fingerprint);
        assert_eq!(forced.opened.built_at, now);
    }

    #[test]
    fn wrong_data_leaves_the_generation_in_use() {
        let world = World::new();
        let first = world.ensure().unwrap();
        world.break_data();
        let kept = world.ensure().unwrap();
        assert_eq!(kept.opened.id, first.opened.id);
        assert!(!kept.problems.is_empty() && kept.warnings.len() == 1, "{kept:?}");
        fs::write(world.data.join("sources.toml"), [0xff, 0xfe]).unwrap();
        assert_eq!(world.ensure().unwrap().opened.id, first.opened.id);
    }

    #[test]
    fn wrong_data_and_nothing_earlier_is_an_error() {
        let world = World::new();
        world.break_data();
        match world.ensure() {
            Err(GenerationError::Problems(problems)) => assert!(!problems.is_empty()),
            other => panic!("{other:?}"),
        }
        assert!(!world.index.exists());
    }

    #[test]
    fn a_missing_data_folder_is_a_wrong_setting() {
        let world = World::new();
        world.ensure().unwrap();
        fs::remove_dir_all(&world.data).unwrap();
        assert!(matches!(world.ensure(), Err(GenerationError::Load(LoadError::NoFolder(_)))));
    }

    #[test]
    fn nothing_whole_is_built_anew() {
        let world = World::new();
        world.ensure().unwrap();
        fs::write(world.in_use().join(CORPUS), "").unwrap();
        let ready = world.ensure().unwrap();
        assert!(ready.rebuilt && ready.warnings.len() == 1, "{ready:?}");
    }

    #[test]
    fn a_folder_that_cannot_be_written_is_one_clear_error_or_a_warning() {
        let world = World::new();
        fs::write(&world.index, "a file where the folder should be").unwrap();
        let error = world.ensure().unwrap_err();
        assert!(matches!(&error, GenerationError::File { action: "written", .. }), "{error:?}");
        assert!(error.to_string().contains("index"));

        fs::remove_file(&world.index).unwrap();
        let first = world.ensure().unwrap();
        world.write("The second lab builds models.");
        // Stands where the next generation is to be written, and no folder can take its place.
        fs::remove_file(world.index.join(LOCK)).unwrap();
        fs::create_dir(world.index.join(LOCK)).unwrap();
        let kept = world.ensure().unwrap();
        assert_eq!((kept.opened.id, kept.warnings.len()), (first.opened.id, 1));
    }

    #[test]
    fn a_refused_state_is_not_built_unasked() {
        let world = World::new();
        let first = world.ensure().unwrap();
        world.write("The second lab builds models.");
        let refused = Fingerprint::of(&world.data, None).unwrap();
        world.store.refuse(&refused).unwrap();
        let kept = world.ensure().unwrap();
        assert_eq!((kept.opened.id, kept.warnings.len()), (first.opened.id, 1));
        let now = Timestamp::UNIX_EPOCH;
        world.store.rebuild(&world.data, None, now, &mut |_, _| {}).unwrap();
        assert!(!world.store.is_refused(&refused), "who builds it by hand takes the refusal back");
    }

    #[test]
    fn two_builders_at_once_make_one_generation() {
        let world = World::new();
        let built: Vec<Ready> = std::thread::scope(|scope| {
            let threads: Vec<_> = (0..4).map(|_| scope.spawn(|| world.ensure().unwrap())).collect();
            threads.into_iter().map(|thread| thread.join().unwrap()).collect()
        });
        assert_eq!(built.iter().filter(|ready| ready.rebuilt).count(), 1);
        assert!(built.iter().all(|ready| ready.opened.id == built[0].opened.id));
    }

    #[test]
    fn what_a_gate_refuses_is_remembered_and_the_old_stays() {
        let world = World::new();
        let first = world.ensure().unwrap();
        world.write("The second lab builds models.");
        let now = Timestamp::UNIX_EPOCH;
        let asked = std::cell::Cell::new(0);
        let gate = |old: &Engine, new: &Engine| {
            asked.set(asked.get() + 1);
            let text = |engine: &Engine| engine.corpus().documents[0].text.clone();
            assert!(text(old).as_str().contains("first") && text(new).as_str().contains("second"));
            vec!["too little is left".to_owned()]
        };
        let ensure = || world.store.ensure(&world.data, None, &gate, now, &mut |_, _| {}).unwrap();
        let kept = ensure();
        assert_eq!((&kept.opened.id, kept.rebuilt, asked.get()), (&first.opened.id, false, 1));
        assert!(kept.warnings[0].contains("too little is left"), "{:?}", kept.warnings);
        assert_eq!(folder::all_generations(&world.index), [first.opened.id.as_str()]);
        let again = ensure();
        assert_eq!((again.opened.id, asked.get()), (first.opened.id, 1));
        assert!(again.warnings[0].contains("refused or undone"), "{:?}", again.warnings);
    }
}
