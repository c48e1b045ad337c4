use std::io::BufRead;
use lablore::{corpus::load::load, engine::{Engine, Question}, question::Topic};
fn main() {
    let mut args = std::env::args().skip(1);
    let originals = args.next();
    let loaded = load(std::path::Path::new("data"), originals.as_deref().filter(|o| *o != "-").map(std::path::Path::new)).unwrap();
    for problem in &loaded.problems { eprintln!("{problem}"); }
    eprintln!("{} problems, {} entities, {} statements", loaded.problems.len(), loaded.corpus.entities.len(), loaded.corpus.statements.len());
    let dir = std::env::temp_dir().join(format!("lablore-{}", std::process::id()));
    lablore::search::PassageIndex::build(&loaded.corpus, &dir, &mut |_, _| {}).unwrap();
    let engine = Engine::new(loaded.corpus, lablore::search::PassageIndex::open(&dir).unwrap()).unwrap();
    std::fs::remove_dir_all(&dir).ok();
    let today = jiff::civil::date(2026, 11, 21);
    for line in std::io::stdin().lock().lines() {
        let line = line.unwrap();
        if let Ok(value) = serde_json::from_str::<serde_json::Value>(&line) {
            let mut topic = Topic::default();
            for h in value["history"].as_array().into_iter().flatten() {
                topic = engine.topic_after(&Question { text: h.as_str().unwrap(), language: None, today, topic });
            }
            let a = engine.answer(&Question { text: value["question"].as_str().unwrap(), language: None, today, topic });
            let mut v = serde_json::to_value(&a).unwrap();
            v["id"] = value["id"].clone(); v["trace"] = a.trace.clone().into(); v["answered"]=a.answered().into();
            println!("{v}");
        } else {
            let a = engine.answer(&Question { text: &line, language: None, today, topic: Topic::default() });
            println!("{}\n{:?} {:?}\n{}\n{}", line, a.outcome, a.kind, a.text, a.trace.join("\n"));
        }
    }
}
