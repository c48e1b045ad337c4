//! What differs between two corpora, in the names that records use.

use std::collections::{BTreeMap, BTreeSet};

use crate::corpus::Corpus;
use crate::corpus::record::Statement;

/// What was added, changed and removed of one sort of thing, by name, in the order of the alphabet.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Difference {
    /// There now, and not before.
    pub added: Vec<String>,
    /// There before and now, but not the same.
    pub changed: Vec<String>,
    /// There before, and not now.
    pub removed: Vec<String>,
}

impl Difference {
    /// Whether nothing differs.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.added.is_empty() && self.changed.is_empty() && self.removed.is_empty()
    }

    /// Compares things by their names; what they are is anything that can be compared.
    fn of<T: PartialEq>(before: &BTreeMap<String, T>, after: &BTreeMap<String, T>) -> Self {
        let only = |here: &BTreeMap<String, T>, there: &BTreeMap<String, T>| {
            here.keys().filter(|name| !there.contains_key(*name)).cloned().collect()
        };
        let differs = |(name, thing): &(&String, &T)| before.get(*name).is_some_and(|other| other != *thing);
        Self {
            added: only(after, before),
            changed: after.iter().filter(differs).map(|(name, _)| name.clone()).collect(),
            removed: only(before, after),
        }
    }
}

/// What differs between two corpora.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Changes {
    /// Documents by their ids: one whose text, title or date differs is changed.
    pub documents: Difference,
    /// Entities by their ids: one whose kind or names differ is changed.
    pub entities: Difference,
    /// Statements as `subject.property: value`. Where a property of a subject has lost one value and got another, that is
    /// a change, `subject.property: before → after`.
    pub statements: Difference,
    /// Properties and words of the lexicon: only whether they differ.
    pub lexicon: bool,
}

impl Changes {
    /// Compares two corpora.
    #[must_use]
    pub fn between(before: &Corpus, after: &Corpus) -> Self {
        Self {
            documents: Difference::of(&documents(before), &documents(after)),
            entities: Difference::of(&entities(before), &entities(after)),
            statements: statements(before, after),
            lexicon: before.properties != after.properties || before.words != after.words,
        }
    }

    /// Whether nothing differs.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.documents.is_empty() && self.entities.is_empty() && self.statements.is_empty() && !self.lexicon
    }
}

fn documents(corpus: &Corpus) -> BTreeMap<String, (&str, &crate::corpus::source::Source)> {
    let documents = corpus.documents.iter();
    documents.map(|document| (document.source.id.clone(), (document.text.as_str(), &document.source))).collect()
}

fn entities(corpus: &Corpus) -> BTreeMap<String, &crate::corpus::record::Entity> {
    corpus.entities.iter().map(|entity| (entity.id.clone(), entity)).collect()
}

/// The statements of a subject and property: each value in words with all else that is said about it.
type Said = BTreeMap<String, Vec<(String, String)>>;

fn said(corpus: &Corpus) -> Said {
    let mut out = Said::new();
    for statement in &corpus.statements {
        let subject = &corpus.entity(statement.subject).id;
        let of = format!("{subject}.{}", corpus.property(statement.property).id);
        out.entry(of).or_default().push((statement.text.clone(), rest(corpus, statement)));
    }
    for values in out.values_mut() {
        values.sort();
    }
    out
}

/// All of a statement but its value, with ids for numbers that mean something else in another corpus.
fn rest(corpus: &Corpus, statement: &Statement) -> String {
    let mut qualifiers = statement.qualifiers.clone();
    let entity = |id: Option<crate::corpus::EntityId>| id.map(|id| corpus.entity(id).id.as_str());
    let named = (entity(qualifiers.at.take()), entity(qualifiers.benchmark.take()));
    let proofs: BTreeSet<(&str, String)> = statement
        .references
        .iter()
        .map(|reference| {
            let document = &corpus.documents[reference.unit.document as usize];
            let unit = &document.units[reference.unit.unit as usize];
            (document.source.id.as_str(), document.section_of(unit).title())
        })
        .collect();
    format!("{:?} {qualifiers:?} {named:?} {proofs:?} {:?}", statement.rank, statement.keywords)
}

fn statements(before: &Corpus, after: &Corpus) -> Difference {
    let (before, after) = (said(before), said(after));
    let mut difference = Difference::default();
    let keys: BTreeSet<&String> = before.keys().chain(after.keys()).collect();
    for key in keys {
        let mut old = before.get(key).cloned().unwrap_or_default();
        let mut new = after.get(key).cloned().unwrap_or_default();
        // What stands on both sides, word for word, is no change.
        old.retain(|value| take(&mut new, |other| other == value).is_none());
        // Then the same value with something else about it; then what came in the place of another.
        old.retain(|(text, _)| {
            let same = take(&mut new, |(other, _)| other == text);
            if same.is_some() {
                difference.changed.push(format!("{key}: {text}"));
            }
            same.is_none()
        });
        let changed = old.len().min(new.len());
        for ((was, _), (is, _)) in old.drain(..changed).zip(new.drain(..changed)) {
            difference.changed.push(format!("{key}: {was} → {is}"));
        }
        difference.removed.extend(old.into_iter().map(|(text, _)| format!("{key}: {text}")));
        difference.added.extend(new.into_iter().map(|(text, _)| format!("{key}: {text}")));
    }
    difference
}

/// Takes the first that fits out of a list.
fn take<T>(list: &mut Vec<T>, fits: impl Fn(&T) -> bool) -> Option<T> {
    let at = list.iter().position(fits)?;
    Some(list.remove(at))
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;
    use crate::corpus::load::load;

    const PROPERTIES: &str =
        "[founder]\ntype = \"text\"\nlabel = { en = \"founder\" }\n\n[size]\ntype = \"number\"\nunit = \"count\"\n";
    const DOCUMENT: &str = "# Notes\n\n## Labs\n\nAcme was founded by Ada and Bo. It has 40 or 50 people.\n";
    const ACME: &str = "[acme]\nkind = \"lab\"\nname = \"Acme\"\n\n[[acme.founder]]\nvalue = \"Ada\"\nevidence = [\"Ada\"]\nfrom = [\"notes: Labs\"]\n\n[[acme.size]]\nvalue = \"40\"\nfrom = [\"notes: Labs\"]\n";

    fn corpus(document: &str, records: &str) -> Corpus {
        let folder = tempfile::tempdir().unwrap();
        let write = |name: &str, text: &str| {
            let path = folder.path().join(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        };
        write("sources.toml", "[notes]\ntitle = \"Notes\"\n");
        write("documents/notes.md", document);
        write("lexicon/properties.toml", PROPERTIES);
        write("records/acme.toml", records);
        let loaded = load(folder.path(), None).unwrap();
        assert_eq!(loaded.problems, []);
        loaded.corpus
    }

    #[test]
    fn what_was_added_changed_and_removed_is_named() {
        let before = corpus(DOCUMENT, ACME);
        assert!(Changes::between(&before, &before).is_empty());
        let same_in_another_order = ACME.replace("[acme]", "[zeta]\nkind = \"lab\"\nname = \"Zeta\"\n\n[acme]");
        let changes = Changes::between(&before, &corpus(DOCUMENT, &same_in_another_order));
        assert_eq!(changes.entities.added, ["zeta"]);
        assert!(changes.statements.is_empty() && changes.documents.is_empty(), "{changes:?}");

        for (wrote, instead, added, changed, removed) in [
            ("\"40\"", "\"50\"", vec![], vec!["acme.size: 40 → 50"], vec![]),
            ("value = \"40\"", "value = \"40\"\nas_of = \"2025\"", vec![], vec!["acme.size: 40"], vec![]),
            (
                "[[acme.size]]\nvalue = \"40\"",
                "[[acme.founder]]\nvalue = \"Bo\"\nevidence = [\"Bo\"]",
                vec!["acme.founder: Bo"],
                vec![],
                vec!["acme.size: 40"],
            ),
        ] {
            let after = corpus(DOCUMENT, &ACME.replace(wrote, instead));
            let Changes { statements, entities, .. } = Changes::between(&before, &after);
            assert_eq!(
                (statements.added, statements.changed, statements.removed),
                (
                    added.iter().map(ToString::to_string).collect(),
                    changed.iter().map(ToString::to_string).collect(),
                    removed.iter().map(ToString::to_string).collect(),
                )
            );
            assert!(entities.is_empty());
        }
        let longer = corpus(&format!("{DOCUMENT}It is old.\n"), ACME);
        let changes = Changes::between(&before, &longer);
        assert_eq!((changes.documents.changed, changes.statements.is_empty()), (vec!["notes".to_owned()], true));
        let renamed = corpus(DOCUMENT, &ACME.replace("name = \"Acme\"", "name = \"Acme\"\naliases = [\"Acme Lab\"]"));
        assert_eq!(Changes::between(&before, &renamed).entities.changed, ["acme"]);
    }
}
