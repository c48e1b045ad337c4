fn main() {
    let originals = std::env::args().nth(1);
    let loaded = lablore::corpus::load::load(
        std::path::Path::new("data"),
        originals.as_deref().map(std::path::Path::new),
    )
    .unwrap();
    for problem in &loaded.problems {
        println!("{problem}");
    }
    for w in &loaded.warnings {
        println!("warning: {w}");
    }
    println!(
        "{} problems, {} entities, {} statements",
        loaded.problems.len(),
        loaded.corpus.entities.len(),
        loaded.corpus.statements.len()
    );
}
