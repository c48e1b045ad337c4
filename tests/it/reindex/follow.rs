//! Several processes: what one applies or undoes, the others follow, or say why not. And the watcher, which never applies.

use lablore::reindex::Outcome;
use lablore::reindex::follow::{Follower, Step, Watcher};
use lablore::store::{NewApplied, Store};

use super::{World, now};

pub async fn store(world: &World) -> Store {
    Store::open(&format!("sqlite:{}", world.folder.path().join("state.db").display())).await.unwrap()
}

fn follower(world: &World, store: &Store) -> Follower {
    Follower::new(world.reindexer.clone(), store.clone(), "two".to_owned())
}

/// What a moderator's command writes down.
async fn wrote_down(store: &Store, world: &World, replaced: &str) {
    let fingerprint = world.reindexer.fingerprint_in_force().unwrap().to_string();
    let applied = NewApplied { at: now(), member: 7, fingerprint, replaced: replaced.to_owned() };
    store.add_applied(&applied).await.unwrap();
}

#[tokio::test]
async fn an_index_folder_that_is_shared_is_followed() {
    let one = World::new();
    let store = store(&one).await;
    let two = shared(&one);
    let mut follower = follower(&two, &store);
    assert_eq!(follower.look(now()).await.unwrap(), Step::Nothing);
    one.write_year(2018);
    let after = one.apply();
    assert!(two.answer().contains("2019"));
    let Step::Followed(swapped) = follower.look(now()).await.unwrap() else { panic!("not followed") };
    assert_eq!(swapped.after, after);
    assert!(two.answer().contains("2018"));
    assert_eq!(follower.look(now()).await.unwrap(), Step::Nothing);
    let noted = store.audit_page(0, 1).await.unwrap();
    assert_eq!(noted[0].entry.action, "reindex followed");
}

/// Another process over the same folders.
fn shared(one: &World) -> World {
    let opened = one.workshop.generations.open_current().0.unwrap();
    let engine = std::sync::Arc::new(arc_swap::ArcSwap::from_pointee(opened.engine));
    let reindexer = lablore::reindex::Reindexer::new(one.workshop.clone(), engine.clone());
    World {
        folder: tempfile::tempdir().unwrap(),
        workshop: one.workshop.clone(),
        engine,
        reindexer: std::sync::Arc::new(reindexer),
    }
}

#[tokio::test]
async fn processes_with_folders_of_their_own_follow_or_say_why_not() {
    let (one, two) = (World::new(), World::new());
    let store = store(&one).await;
    let first = one.reindexer.fingerprint_in_force().unwrap().to_string();
    assert_eq!(
        Some(&first),
        two.reindexer.fingerprint_in_force().map(|state| state.to_string()).as_ref(),
        "the same data"
    );
    let mut follower = follower(&two, &store);
    assert_eq!(follower.look(now()).await.unwrap(), Step::Nothing);

    one.write_year(2018);
    let second = one.apply();
    wrote_down(&store, &one, &first).await;
    // The data has not come here yet: said once, tried again.
    assert!(matches!(follower.look(now()).await.unwrap(), Step::Behind(_)));
    assert_eq!(follower.look(now()).await.unwrap(), Step::Nothing);
    let noted = store.audit_page(0, 9).await.unwrap();
    assert_eq!((noted.len(), noted[0].entry.action.as_str()), (1, "reindex not followed"));
    assert!(two.answer().contains("2019"));
    two.write_year(2018);
    assert!(matches!(follower.look(now()).await.unwrap(), Step::Followed(_)));
    assert!(two.answer().contains("2018"));

    // An undo needs no data: the generation before is kept.
    let undone = one.reindexer.undo(&second).unwrap();
    wrote_down(&store, &one, undone.fingerprint_before.as_deref().unwrap()).await;
    assert!(matches!(follower.look(now()).await.unwrap(), Step::Followed(_)));
    assert!(two.answer().contains("2019"));
    assert!(two.reindexer.is_refused(&two.reindexer.fingerprint_now().unwrap()), "not built again unasked");
}

#[tokio::test]
async fn who_starts_late_follows_what_replaced_its_state_and_nothing_else() {
    let (one, two) = (World::new(), World::new());
    let store = store(&one).await;
    let first = one.reindexer.fingerprint_in_force().unwrap().to_string();
    one.write_year(2018);
    one.apply();
    wrote_down(&store, &one, &first).await;
    two.write_year(2018);
    assert!(matches!(follower(&two, &store).look(now()).await.unwrap(), Step::Followed(_)));
    assert!(two.answer().contains("2018"));
    // A process that was set up with other data is ahead, and nobody turns it back.
    let three = World::new();
    three.write_year(2016);
    three.apply();
    assert_eq!(follower(&three, &store).look(now()).await.unwrap(), Step::Nothing);
    assert!(three.answer().contains("2016"));
}

#[tokio::test]
async fn a_change_is_planned_once_it_stands_still_told_once_and_never_applied() {
    let world = World::new();
    let store = store(&world).await;
    let mut watcher = Watcher::new(world.reindexer.clone(), store.clone());
    for _ in 0..3 {
        assert_eq!(watcher.look(now()).await.unwrap(), None);
    }
    world.write_year(2018);
    assert_eq!(watcher.look(now()).await.unwrap(), None, "somebody may still be writing");
    let plan = watcher.look(now()).await.unwrap().expect("it stands still");
    assert_eq!(plan.changes.statements.changed, ["acme.founded: 2019 → 2018"]);
    assert!(world.answer().contains("2019"));
    assert_eq!(watcher.look(now()).await.unwrap(), None);
    // Another process tells nothing more.
    let mut other = Watcher::new(world.reindexer.clone(), store.clone());
    for _ in 0..2 {
        assert_eq!(other.look(now()).await.unwrap(), None);
    }
    // What it told of can be applied as it was planned; what was undone is not told of again.
    let Outcome::Applied(_, swapped) = world.reindexer.apply(&plan.token(), false, now()).unwrap() else {
        panic!("not applied")
    };
    world.reindexer.undo(&swapped.after).unwrap();
    let mut fresh = Watcher::new(world.reindexer.clone(), store);
    for _ in 0..3 {
        assert_eq!(fresh.look(now()).await.unwrap(), None);
    }
}
