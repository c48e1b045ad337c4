//! A build can die at any moment. Here it dies at every step that it tells of, and at every step between the last file
//! and the swap; `cargo bench -- kills` kills the process itself at random moments.

use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind};

use lablore::generation::{State, read_still};

use super::{World, answer, now};

/// What the next start answers with.
fn next_start(world: &World) -> String {
    let (opened, warnings) = world.workshop.generations.open_current();
    assert_eq!(warnings, Vec::<String>::new());
    answer(&opened.expect("one of both is whole").engine)
}

#[test]
fn killed_at_every_step_of_a_build_the_old_answers_and_the_next_build_works() {
    let world = World::new();
    world.write_year(2018);
    let (loaded, fingerprint) = read_still(&world.data(), None).unwrap();
    let mut points = 0;
    for last in 0.. {
        let mut steps = 0;
        let died = catch_unwind(AssertUnwindSafe(|| {
            let mut progress = |_, _| {
                steps += 1;
                assert!(steps <= last, "dies here");
            };
            let state = State { corpus: &loaded.corpus, fingerprint: &fingerprint, now: now() };
            world.workshop.generations.prepare(state, &mut progress).map(drop)
        }));
        assert!(next_start(&world).contains("2019"));
        if let Ok(prepared) = died {
            prepared.unwrap();
            break;
        }
        points += 1;
        assert!(world.folder.path().join("index/building-generation").exists(), "it left what a kill leaves");
    }
    println!("died at {points} steps");
    assert!(points >= 2, "{points}");
    assert_eq!(world.apply(), world.workshop.generations.in_use().unwrap());
    assert!(next_start(&world).contains("2018"));
    assert!(!world.folder.path().join("index/building-generation").exists());
}

#[test]
fn between_the_last_file_and_the_swap_it_is_the_old_or_the_new() {
    let world = World::new();
    let index = world.folder.path().join("index");
    let old = fs::read(index.join("current")).unwrap();
    world.write_year(2018);
    let new = world.apply();
    let swapped = fs::read(index.join("current")).unwrap();

    // Named, but not noted; noted as approved, but not in use: the old one.
    let approved = index.join(&new).join("approved");
    for has_approved in [true, false] {
        if !has_approved {
            fs::remove_file(&approved).unwrap();
        }
        fs::write(index.join("current"), &old).unwrap();
        assert!(next_start(&world).contains("2019"));
    }
    // The file that takes the place of `current` is half written: nobody reads it.
    fs::write(index.join("building-current"), &swapped[..swapped.len() / 2]).unwrap();
    assert!(next_start(&world).contains("2019"));
    // It has taken its place: the new one.
    fs::write(&approved, "").unwrap();
    fs::write(index.join("building-current"), &swapped).unwrap();
    fs::rename(index.join("building-current"), index.join("current")).unwrap();
    assert!(next_start(&world).contains("2018"));
}

#[test]
fn a_disk_that_is_full_costs_nothing() {
    let world = World::new();
    let index = world.folder.path().join("index");
    world.write_year(2018);
    // A device that is always full stands where the corpus is to be written.
    let aside = index.join("building-generation");
    fs::create_dir_all(&aside).unwrap();
    let full = std::path::Path::new("/dev/full");
    if !full.exists() {
        println!("skipped: this system has no /dev/full");
        return;
    }
    let (loaded, fingerprint) = read_still(&world.data(), None).unwrap();
    let mut progress = |_, _| {
        let _ = std::os::unix::fs::symlink(full, aside.join("corpus.bin"));
    };
    let state = State { corpus: &loaded.corpus, fingerprint: &fingerprint, now: now() };
    let error = world.workshop.generations.prepare(state, &mut progress).unwrap_err();
    let cause = std::error::Error::source(&error).expect("the system says why").to_string();
    assert!(cause.contains("No space left"), "{error}: {cause}");
    assert!(!aside.exists(), "what was written is cleared away");
    assert!(next_start(&world).contains("2019"));
    world.apply();
    assert!(next_start(&world).contains("2018"));
}
