//! The data folder: this project's own loads without a problem, and what a keeper can get wrong is told with its place.
//!
//! Mistakes are seeded one at a time into a small folder of its own, so that each test of the table says the whole
//! story: what was changed, where the problem is reported, and what the keeper reads.

use std::fs;
use std::path::{Path, PathBuf};

use lablore::corpus::load::{Loaded, load};
use lablore::corpus::property::ValueType;
use lablore::reindex::pinned;

/// This project's data folder.
pub fn project_data() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("data")
}

/// The source documents verbatim, where this checkout has them beside it; else says so.
pub fn originals() -> Option<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/documents");
    if !folder.is_dir() {
        println!("skipped: the documents are not beside this checkout, in {}", folder.display());
        return None;
    }
    Some(folder)
}

fn told(loaded: &Loaded) -> Vec<String> {
    loaded.problems.iter().map(ToString::to_string).collect()
}

#[test]
fn the_projects_data_is_clean_over_its_digests() {
    let loaded = load(&project_data(), None).unwrap();
    assert_eq!(told(&loaded), Vec::<String>::new());
    assert_eq!(loaded.warnings, Vec::<String>::new());
}

#[test]
fn the_projects_data_is_clean_over_the_originals() {
    let Some(originals) = originals() else { return };
    let loaded = load(&project_data(), Some(&originals)).unwrap();
    assert_eq!(told(&loaded), Vec::<String>::new());
    assert_eq!(loaded.warnings, Vec::<String>::new());
    assert!(loaded.corpus.documents.iter().all(|document| document.is_original));
}

#[test]
fn every_property_is_used_or_says_itself() {
    let loaded = load(&project_data(), None).unwrap();
    for property in &loaded.corpus.properties {
        for (language, label, say, deny) in [
            ("en", &property.label.en, &property.say.en, &property.deny.en),
            ("zh", &property.label.zh, &property.say.zh, &property.deny.zh),
            ("es", &property.label.es, &property.say.es, &property.deny.es),
        ] {
            assert!(!label.is_empty(), "{} has no label in {language}", property.id);
            // Yes and no are clauses of their own.
            let flag = property.value_type == ValueType::Flag && !say.is_empty() && !deny.is_empty();
            assert!(flag || say.contains("{value}"), "{} says no value in {language}: {say}", property.id);
        }
    }
}

// ---- Seeded mistakes ------------------------------------------------------------------------------------------------

const DOCUMENT: &str = "\
---
id: notes
title: Notes on Acme
---

# Notes on Acme

## Labs

Acme Lab was founded in 2019 by Ada Long. It employs 40 people and raised $60M.
It trains small models for schools.

## Models

### Lineage

| Model | Date | Parameters |
| --- | --- | --- |
| Foo-1 | 2024-05 | 70B |
";

const SOURCES: &str = "\
[notes]
title = \"Notes on Acme\"
date = \"2025-02\"
language = \"en\"
";

const PROPERTIES: &str = "\
[founder]
type = \"entity\"
label = { en = \"founder\" }

[founded]
type = \"date\"
single = true

[released]
type = \"date\"
single = true

[employees]
type = \"number\"
unit = \"count\"

[amount]
type = \"number\"
unit = \"money\"

[parameters]
type = \"number\"
unit = \"count\"
single = true

[open_weights]
type = \"flag\"

[focus]
type = \"text\"
kinds = [\"lab\"]
";

const WORDS: &str = "\
[stop]
en = [\"the\", \"of\"]

[kind.lab]
en = [\"lab\"]

[implied.founded]
en = [\"older\"]
";

const RECORDS: &str = "\
[acme]
kind = \"lab\"
name = \"Acme Lab\"
aliases = [\"Acme\"]

[[acme.founded]]
value = \"2019\"
from = [\"notes: Labs\"]

[[acme.founder]]
value = \"ada-long\"
from = [\"notes: Labs\"]

[[acme.employees]]
value = \"40\"
from = [\"notes: Labs\"]

[[acme.amount]]
value = \"$60M\"
from = [\"notes: Labs\"]

[[acme.focus]]
value = \"modest models for the classroom\"
from = [\"notes: Labs\"]
evidence = [\"small models\", \"schools\"]

[ada-long]
kind = \"person\"
name = \"Ada Long\"

[foo-1]
kind = \"model\"
name = \"Foo-1\"

[[foo-1.released]]
value = \"2024-05\"
from = [\"notes: Models › Lineage\"]

[[foo-1.parameters]]
value = \"70B\"
from = [\"notes: Models › Lineage\"]
";

/// A data folder of one small document, in which mistakes are made.
struct Small(tempfile::TempDir);

impl Small {
    fn new() -> Self {
        let small = Self(tempfile::tempdir().unwrap());
        small.write("documents/notes.md", DOCUMENT);
        small.write("sources.toml", SOURCES);
        small.write("lexicon/properties.toml", PROPERTIES);
        small.write("lexicon/words.toml", WORDS);
        small.write("records/acme.toml", RECORDS);
        small
    }

    fn write(&self, file: &str, text: &str) {
        let path = self.0.path().join(file);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    fn read(&self, file: &str) -> String {
        fs::read_to_string(self.0.path().join(file)).unwrap()
    }

    fn load(&self) -> Loaded {
        load(self.0.path(), None).unwrap()
    }
}

/// One slip of a keeper.
struct Mistake {
    kind: &'static str,
    file: &'static str,
    /// What stood there, once in the file.
    right: &'static str,
    /// What the keeper wrote.
    wrong: &'static str,
    /// The words at whose beginning the problem is reported, first found behind the place of the mistake's line start.
    at: &'static str,
    /// What the message says is wrong, and what would be right.
    says: [&'static str; 2],
}

impl Mistake {
    /// The file with the mistake in it, and the line and column at which it is reported.
    fn made(&self, file: &str) -> (String, (usize, usize)) {
        let (start, text) = if self.right.is_empty() {
            (0, self.wrong.to_owned())
        } else {
            assert_eq!(file.matches(self.right).count(), 1, "{}: the seed's place is not clear", self.kind);
            (file.find(self.right).unwrap(), file.replacen(self.right, self.wrong, 1))
        };
        // A statement is reported at its head, which may stand before what was changed.
        let head = text[..start].rfind("\n[").map_or(0, |newline| newline + 1);
        let near = text[start..].find(self.at).map(|at| start + at);
        let at = if self.at.starts_with('[') && self.at != "[]" { None } else { near };
        let at = at.or_else(|| text[head..].find(self.at).map(|at| head + at)).unwrap_or(0);
        let place = place(&text, at);
        (text, place)
    }
}

const RECORD_FILE: &str = "records/acme.toml";

#[rustfmt::skip]
const MISTAKES: &[Mistake] = &[
    Mistake { kind: "unknown section", file: RECORD_FILE,
        right: "\"notes: Models › Lineage\"]\n\n", wrong: "\"notes: Models › Linage\"]\n\n",
        at: "\"notes: Models › Linage", says: ["has no section `Models › Linage`", "did you mean `Models › Lineage`?"] },
    Mistake { kind: "section without its parent", file: RECORD_FILE,
        right: "\"notes: Models › Lineage\"]\n\n", wrong: "\"notes: Lineage\"]\n\n",
        at: "\"notes: Lineage", says: ["has no section `Lineage`", "did you mean `Models › Lineage`?"] },
    Mistake { kind: "unknown source", file: RECORD_FILE,
        right: "from = [\"notes: Labs\"]\n\n[[acme.founder]]", wrong: "from = [\"note: Labs\"]\n\n[[acme.founder]]",
        at: "\"note: Labs", says: ["no source has the id `note`", "did you mean `notes`?"] },
    Mistake { kind: "dangling id", file: RECORD_FILE, right: "\"ada-long\"", wrong: "\"ada-lon\"",
        at: "\"ada-lon\"", says: ["no entity has the id `ada-lon`", "did you mean `ada-long`?"] },
    Mistake { kind: "dangling id that nothing is like", file: RECORD_FILE, right: "\"ada-long\"", wrong: "\"grace-hill\"",
        at: "\"grace-hill\"", says: ["no entity has the id", "define it: [grace-hill]"] },
    Mistake { kind: "name where an id belongs", file: RECORD_FILE, right: "\"ada-long\"", wrong: "\"Ada Long\"",
        at: "\"Ada Long\"", says: ["no entity has the id `Ada Long`", "did you mean `ada-long`?"] },
    Mistake { kind: "one alias twice", file: RECORD_FILE, right: "[\"Acme\"]", wrong: "[\"Acme\", \"Acme Lab\"]",
        at: "\"Acme Lab\"]", says: ["the name `Acme Lab` stands here twice", "take one out"] },
    Mistake { kind: "alias without letters", file: RECORD_FILE, right: "[\"Acme\"]", wrong: "[\"—\"]",
        at: "\"—\"]", says: ["the name `—` has no letter or digit", "take it out"] },
    Mistake { kind: "one name for two entities", file: RECORD_FILE, right: "name = \"Ada Long\"",
        wrong: "name = \"Ada Long\"\naliases = [\"acme\"]",
        at: "\"acme\"]", says: ["the name `acme` of `ada-long` also belongs to `acme`", "keep it with one of them"] },
    Mistake { kind: "one id for two entities", file: "records/other.toml", right: "",
        wrong: "# more\n\n[acme]\nkind = \"lab\"\nname = \"Acme Two\"\n",
        at: "acme]", says: ["the id `acme` is already taken in records/acme.toml:1", "choose another"] },
    Mistake { kind: "impossible date", file: RECORD_FILE, right: "\"2024-05\"", wrong: "\"2024-02-30\"",
        at: "\"2024-02-30\"", says: ["a date that does not exist", "2025-01-20"] },
    Mistake { kind: "date in words", file: RECORD_FILE, right: "\"2024-05\"", wrong: "\"May 2024\"",
        at: "\"May 2024\"", says: ["`May 2024` is no EDTF date", "write e.g. 2023, 2023-07"] },
    Mistake { kind: "reversed interval", file: RECORD_FILE, right: "\"2024-05\"", wrong: "\"2024/2023\"",
        at: "\"2024/2023\"", says: ["ends before it begins", "2022/2023"] },
    Mistake { kind: "impossible date of a qualifier", file: RECORD_FILE, right: "value = \"40\"",
        wrong: "value = \"40\"\nas_of = \"2025-13\"",
        at: "\"2025-13\"", says: ["a date that does not exist", "2025-01"] },
    Mistake { kind: "qualifier's year far off", file: RECORD_FILE, right: "value = \"40\"",
        wrong: "value = \"40\"\nas_of = \"2205\"",
        at: "\"2205\"", says: ["`2205` is outside the years 1900 to 2100", "correct the year"] },
    Mistake { kind: "date against its written form", file: RECORD_FILE, right: "\"2024-05\"",
        wrong: "\"2042-05\"\nwritten = \"2024-05\"",
        at: "\"2042-05\"", says: ["`2042-05` and its `written`, `2024-05`, say different things", "correct one"] },
    Mistake { kind: "number against its written form", file: RECORD_FILE, right: "\"70B\"",
        wrong: "\"7B\"\nwritten = \"70B\"",
        at: "\"7B\"", says: ["`7B` and its `written`, `70B`, say different things", "correct one"] },
    Mistake { kind: "time in the place of the written number", file: RECORD_FILE, right: "\"70B\"",
        wrong: "\"70B\"\nwritten = \"2024-05\"",
        at: "\"70B\"", says: ["`70B` and its `written`, `2024-05`, say different things", "correct one"] },
    Mistake { kind: "money of another currency", file: RECORD_FILE, right: "\"$60M\"", wrong: "\"60M yuan\"",
        at: "\"notes: Labs", says: ["holds `60M yuan`", "correct the value"] },
    Mistake { kind: "one source section twice", file: RECORD_FILE,
        right: "value = \"40\"\nfrom = [\"notes: Labs\"]", wrong: "value = \"40\"\nfrom = [\"notes: Models\", \"notes: Models\"]",
        at: "\"notes: Models\"]", says: ["`notes: Models` is named twice", "take one out"] },
    Mistake { kind: "statement pasted twice", file: RECORD_FILE, right: "[[acme.amount]]",
        wrong: "[[acme.employees]]\nvalue = \"40\"\nfrom = [\"notes: Labs\"]\nevidence = [\"employs\"]\n\n[[acme.amount]]",
        at: "\"40\"", says: ["`40` is already stated with the same sentence (records/acme.toml:14)", "say how they differ"] },
    Mistake { kind: "text where yes or no belongs", file: RECORD_FILE, right: "[[foo-1.parameters]]",
        wrong: "[[foo-1.open_weights]]\nvalue = \"yes\"\nfrom = [\"notes: Models › Lineage\"]\n\n[[foo-1.parameters]]",
        at: "\"yes\"", says: ["the value of `open_weights` must be", "true or false"] },
    Mistake { kind: "yes or no where text belongs", file: RECORD_FILE, right: "value = \"40\"", wrong: "value = true",
        at: "true", says: ["the value of `employees` must be", "a text in quotes"] },
    Mistake { kind: "number without digits", file: RECORD_FILE, right: "\"40\"", wrong: "\"forty\"",
        at: "\"forty\"", says: ["`forty` holds no number", "or the words with `written`"] },
    Mistake { kind: "number that no sentence has", file: RECORD_FILE, right: "\"40\"", wrong: "\"400\"",
        at: "\"notes: Labs", says: ["no sentence of the digest of notes in `Labs` holds `400`", "correct the value"] },
    Mistake { kind: "number of another section", file: RECORD_FILE,
        right: "value = \"70B\"\nfrom = [\"notes: Models › Lineage\"]", wrong: "value = \"70B\"\nfrom = [\"notes: Labs\"]",
        at: "\"notes: Labs", says: ["holds `70B`", "it stands in `Models › Lineage`"] },
    Mistake { kind: "date that no sentence has", file: RECORD_FILE, right: "\"2024-05\"", wrong: "\"2024-06\"",
        at: "\"notes: Models", says: ["holds `2024-06`", "correct the value"] },
    Mistake { kind: "entity that no sentence names", file: RECORD_FILE, right: "\"ada-long\"", wrong: "\"foo-1\"",
        at: "\"notes: Labs", says: ["holds `Foo-1`", "correct the value"] },
    Mistake { kind: "entity that is its own value", file: RECORD_FILE, right: "\"ada-long\"", wrong: "\"acme\"",
        at: "\"acme\"", says: ["`acme` is the subject itself", "name the entity"] },
    Mistake { kind: "evidence that no sentence has", file: RECORD_FILE, right: "\"schools\"", wrong: "\"universities\"",
        at: "\"notes: Labs", says: ["together with `small models`, `universities`", "the evidence"] },
    Mistake { kind: "missing evidence for words of ours", file: RECORD_FILE,
        right: "evidence = [\"small models\", \"schools\"]\n", wrong: "",
        at: "[[acme.focus]]", says: ["is in words of ours", "name one to four `evidence` terms"] },
    Mistake { kind: "too many evidence terms", file: RECORD_FILE,
        right: "\"small models\", \"schools\"", wrong: "\"trains\", \"small\", \"models\", \"for\", \"schools\"",
        at: "[[acme.focus]]", says: ["more than 4 `evidence` terms", "keep the most telling"] },
    Mistake { kind: "unit that does not fit", file: RECORD_FILE, right: "\"70B\"", wrong: "\"70%\"",
        at: "\"70%\"", says: ["`70%` does not fit `parameters`", "write a count"] },
    Mistake { kind: "money without currency", file: RECORD_FILE, right: "\"$60M\"", wrong: "\"60M\"",
        at: "\"60M\"", says: ["`60M` does not fit `amount`", "with its currency"] },
    Mistake { kind: "misspelt property", file: RECORD_FILE, right: "[[acme.employees]]", wrong: "[[acme.employes]]",
        at: "[[acme.employes]]", says: ["`employes` is no property", "did you mean `employees`?"] },
    Mistake { kind: "unknown property", file: RECORD_FILE, right: "[[acme.employees]]", wrong: "[[acme.mascot]]",
        at: "[[acme.mascot]]", says: ["`mascot` is no property", "declare it in lexicon/properties.toml"] },
    Mistake { kind: "misspelt key of a statement", file: RECORD_FILE, right: "evidence =", wrong: "evidance =",
        at: "evidance", says: ["`evidance` is no key of a statement", "did you mean `evidence`?"] },
    Mistake { kind: "misspelt key of an entity", file: RECORD_FILE, right: "aliases =", wrong: "alias =",
        at: "alias =", says: ["`alias` is no key of an entity", "did you mean `aliases`?"] },
    Mistake { kind: "statement in single brackets", file: RECORD_FILE, right: "[[acme.employees]]", wrong: "[acme.employees]",
        at: "employees]", says: ["`employees` is no key of an entity", "written as [[acme.employees]]"] },
    Mistake { kind: "misspelt kind", file: RECORD_FILE, right: "kind = \"person\"", wrong: "kind = \"persson\"",
        at: "\"persson\"", says: ["`persson` is no kind of entity", "did you mean `person`?"] },
    Mistake { kind: "missing kind", file: RECORD_FILE, right: "kind = \"person\"\n", wrong: "",
        at: "ada-long]\nname", says: ["the entity `ada-long` needs", "a `kind` and a `name`"] },
    Mistake { kind: "missing value", file: RECORD_FILE, right: "value = \"40\"\n", wrong: "",
        at: "[[acme.employees]]", says: ["the statement has no `value`", "write e.g. value ="] },
    Mistake { kind: "empty value", file: RECORD_FILE, right: "value = \"40\"", wrong: "value = \"\"",
        at: "\"\"", says: ["the value is", "empty"] },
    Mistake { kind: "empty name", file: RECORD_FILE, right: "aliases = [\"Acme\"]", wrong: "aliases = [\"\"]",
        at: "\"\"", says: ["this text is empty", "fill it in or take it out"] },
    Mistake { kind: "missing from", file: RECORD_FILE,
        right: "value = \"40\"\nfrom = [\"notes: Labs\"]\n", wrong: "value = \"40\"\n",
        at: "[[acme.employees]]", says: ["the statement has no `from`", "write e.g. from ="] },
    Mistake { kind: "empty from", file: RECORD_FILE,
        right: "value = \"40\"\nfrom = [\"notes: Labs\"]\n", wrong: "value = \"40\"\nfrom = []\n",
        at: "[]", says: ["the list is empty", "at least one reference"] },
    Mistake { kind: "syntax error", file: RECORD_FILE, right: "[[acme.founder]]", wrong: "[[acme.founder]",
        at: "\nvalue = \"ada-long\"", says: ["unclosed array table", "expected `]`"] },
    Mistake { kind: "missing quotes round a number", file: RECORD_FILE, right: "value = \"40\"", wrong: "value = 40",
        at: "40", says: ["write the value in quotes", "\"40\""] },
    Mistake { kind: "missing quotes round a word", file: RECORD_FILE, right: "value = \"ada-long\"", wrong: "value = ada-long",
        at: "ada-long", says: ["string values must be quoted", "expected literal string"] },
    Mistake { kind: "two values of one date", file: RECORD_FILE,
        right: "[[foo-1.parameters]]",
        wrong: "[[foo-1.released]]\nvalue = \"2023\"\nwritten = \"Date\"\nfrom = [\"notes: Models › Lineage\"]\n\n[[foo-1.parameters]]",
        at: "\"2023\"", says: ["the same section says `2024-05`", "`conflict = true`"] },
    Mistake { kind: "two values of which each fits a coarser third", file: RECORD_FILE,
        right: "[[foo-1.parameters]]",
        wrong: "[[foo-1.released]]\nvalue = \"2024-05-02\"\nwritten = \"Foo-1\"\nfrom = [\"notes: Models › Lineage\"]\n\n[[foo-1.released]]\nvalue = \"2024-05-03\"\nwritten = \"Foo-1\"\nfrom = [\"notes: Models › Lineage\"]\n\n[[foo-1.parameters]]",
        at: "\"2024-05-03\"", says: ["the same section says `2024-05-02` (records/acme.toml:39)", "`conflict = true`"] },
    Mistake { kind: "deprecated without reason", file: RECORD_FILE, right: "value = \"40\"",
        wrong: "value = \"40\"\nrank = \"deprecated\"",
        at: "[[acme.employees]]", says: ["a deprecated statement", "needs its `reason`"] },
    Mistake { kind: "misspelt rank", file: RECORD_FILE, right: "value = \"40\"", wrong: "value = \"40\"\nrank = \"best\"",
        at: "\"best\"", says: ["`rank` is", "normal, preferred or deprecated"] },
    Mistake { kind: "conflict in quotes", file: RECORD_FILE, right: "value = \"40\"",
        wrong: "value = \"40\"\nconflict = \"true\"",
        at: "\"true\"", says: ["`conflict` is", "true or false"] },
    Mistake { kind: "bad letters in an id", file: RECORD_FILE, right: "[foo-1]", wrong: "[Foo_1]\nkind = \"model\"\nname = \"Foo\"\n\n[foo-1]",
        at: "Foo_1", says: ["the id `Foo_1`", "lower-case letters, digits and hyphens"] },
    Mistake { kind: "statement for an undefined entity", file: RECORD_FILE, right: "[[acme.employees]]", wrong: "[[acmee.employees]]",
        at: "acmee.employees]]", says: ["`acmee` is no entity", "did you mean `acme`?"] },
    Mistake { kind: "key outside any entity", file: RECORD_FILE, right: "[acme]\n", wrong: "kind = \"lab\"\n\n[acme]\n",
        at: "kind", says: ["`kind` stands outside any entity", "below a head like"] },
    Mistake { kind: "front matter with another id", file: "documents/notes.md", right: "id: notes", wrong: "id: note",
        at: "note\n", says: ["the id `note` is not the file's name", "write `id: notes`"] },
    Mistake { kind: "front matter without end", file: "documents/notes.md", right: "title: Notes on Acme\n---\n", wrong: "title: Notes on Acme\n",
        at: "---\nid: notes", says: ["the front matter does not end", "write `---` below"] },
    Mistake { kind: "source without text", file: "sources.toml", right: "[notes]", wrong: "[paper]\ntitle = \"Paper\"\n\n[notes]",
        at: "paper]", says: ["the source `paper` has no text", "documents/paper.md"] },
    Mistake { kind: "misspelt key of a source", file: "sources.toml", right: "language =", wrong: "langage =",
        at: "langage", says: ["unknown field `langage`", "`language`"] },
    Mistake { kind: "impossible date of a source", file: "sources.toml", right: "\"2025-02\"", wrong: "\"2025-14\"",
        at: "notes]", says: ["a date that does not exist", "write e.g. 2025"] },
    Mistake { kind: "misspelt key of a property", file: "lexicon/properties.toml", right: "kinds =", wrong: "kind =",
        at: "kind =", says: ["property `focus`: unknown field `kind`", "`kinds`"] },
    Mistake { kind: "misspelt type of a property", file: "lexicon/properties.toml", right: "\"flag\"", wrong: "\"bool\"",
        at: "\"bool\"", says: ["unknown variant `bool`", "`flag`"] },
    Mistake { kind: "misspelt kind of a property", file: "lexicon/properties.toml", right: "[\"lab\"]", wrong: "[\"labs\"]",
        at: "focus]", says: ["`labs` is no kind of entity", "did you mean `lab`?"] },
    Mistake { kind: "clause without its value", file: "lexicon/properties.toml", right: "label = { en = \"founder\" }",
        wrong: "say = { en = \"{subject} was founded by {valeu}\" }",
        at: "founder]", says: ["`{subject} was founded by {valeu}` says no value", "write `{value}`"] },
    Mistake { kind: "misspelt language of a label", file: "lexicon/properties.toml", right: "{ en =", wrong: "{ eng =",
        at: "eng", says: ["unknown field `eng`", "`en`"] },
    Mistake { kind: "misspelt kind in the word lists", file: "lexicon/words.toml", right: "[kind.lab]", wrong: "[kind.lba]",
        at: "lba]", says: ["`lba` is no kind of entity", "did you mean `lab`?"] },
    Mistake { kind: "misspelt property in the word lists", file: "lexicon/words.toml", right: "[implied.founded]", wrong: "[implied.fonded]",
        at: "fonded]", says: ["`fonded` is no property", "did you mean `founded`?"] },
    Mistake { kind: "misspelt section of the word lists", file: "lexicon/words.toml", right: "[stop]", wrong: "[stopp]",
        at: "stopp]", says: ["`stopp` is no section", "did you mean `stop`?"] },
    Mistake { kind: "number among wordings", file: "lexicon/words.toml", right: "\"of\"", wrong: "1",
        at: "1", says: ["must be a text", "in quotes"] },
    Mistake { kind: "syntax error in the word lists", file: "lexicon/words.toml", right: "\"of\"]", wrong: "\"of\"",
        at: "[kind.lab]", says: ["missing comma between array elements", "expected `,`"] },
];

/// Line and column, from 1, of a byte of a text.
fn place(text: &str, at: usize) -> (usize, usize) {
    let before = &text[..at];
    let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
    (1 + before.matches('\n').count(), 1 + before[line_start..].chars().count())
}

/// Writes thirty small documents with a record file each, all names their own; with `seeded`, a mistake of another kind
/// in each record file. Where those are reported: file and line.
pub fn many_small(data: &Path, seeded: bool) -> Vec<String> {
    const MANY: usize = 30;
    // What is told at the line of the statement, so that other names don't move it.
    let mistakes: Vec<&Mistake> = MISTAKES.iter().filter(|mistake| mistake.file == RECORD_FILE).take(MANY).collect();
    assert_eq!(mistakes.len(), MANY);
    let write = |file: &str, text: &str| {
        let path = data.join(file);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    };
    write("lexicon/properties.toml", PROPERTIES);
    write("lexicon/words.toml", WORDS);
    let mut sources = String::new();
    let mut places = Vec::new();
    for (letter, mistake) in ('a'..='z').flat_map(|first| ('a'..='b').map(move |second| [first, second])).zip(mistakes)
    {
        let own: String = letter.iter().collect();
        let named = |text: &str| {
            let names = [
                ("notes", "notes"),
                ("acme", "acme"),
                ("Acme", "Acme"),
                ("ada-long", "ada-long"),
                ("Ada Long", "Ada Long"),
            ];
            let text =
                names.iter().fold(text.to_owned(), |text, (name, stem)| text.replace(name, &format!("{stem}{own}")));
            text.replace("foo-1", &format!("foo{own}-1")).replace("Foo-1", &format!("Foo{own}-1"))
        };
        let (text, (line, _)) = if seeded { mistake.made(RECORDS) } else { (RECORDS.to_owned(), (0, 0)) };
        write(&format!("documents/notes{own}.md"), &named(DOCUMENT));
        write(&format!("records/acme{own}.toml"), &named(&text));
        sources.push_str(&named(SOURCES));
        sources.push('\n');
        if seeded {
            places.push(format!("records/acme{own}.toml:{line}:"));
        }
    }
    write("sources.toml", &sources);
    places
}

#[test]
fn the_small_folder_is_clean() {
    let loaded = Small::new().load();
    assert_eq!(told(&loaded), Vec::<String>::new());
    assert_eq!(loaded.corpus.statements.len(), 7);
}

#[test]
fn every_seeded_mistake_is_told_with_its_place_and_its_remedy() {
    let mut failed = Vec::new();
    for mistake in MISTAKES {
        let small = Small::new();
        let before = if mistake.right.is_empty() { String::new() } else { small.read(mistake.file) };
        let (text, (line, column)) = mistake.made(&before);
        small.write(mistake.file, &text);
        let wanted = format!("{}:{line}:{column}: ", mistake.file);
        let told = told(&small.load());
        let right = |line: &String| line.starts_with(&wanted) && mistake.says.iter().all(|part| line.contains(part));
        if !told.iter().any(right) {
            failed.push(format!("{}\n  wanted {wanted}{:?}\n  told {told:#?}", mistake.kind, mistake.says));
        }
    }
    assert!(failed.is_empty(), "{} of {}:\n{}", failed.len(), MISTAKES.len(), failed.join("\n"));
}

#[test]
fn one_run_tells_all_mistakes_in_the_order_of_files_and_lines() {
    let small = Small::new();
    small.write("sources.toml", &SOURCES.replace("title", "titel"));
    small.write("records/acme.toml", &RECORDS.replace("\"40\"", "\"400\"").replace("\"70B\"", "\"71B\""));
    small.write("records/other.toml", "[acme]\nkind = \"lab\"\nname = \"Another\"\n");
    let told = told(&small.load());
    let places: Vec<&str> = told.iter().map(|line| line.split(": ").next().unwrap()).collect();
    let wanted = ["records/acme.toml:16:9", "records/acme.toml:41:9", "records/other.toml:1:2", "sources.toml:2:1"];
    assert_eq!(places, wanted, "{told:#?}");
}

#[test]
fn a_file_that_is_no_text_is_told_and_the_rest_still_loads() {
    let small = Small::new();
    fs::write(small.0.path().join("records/broken.toml"), b"# caf\xe9\n").unwrap();
    let loaded = small.load();
    assert_eq!(told(&loaded), ["records/broken.toml:1:6: this is not UTF-8; save the file as UTF-8 text"]);
    assert_eq!(loaded.corpus.statements.len(), 7);
}

#[test]
fn a_file_of_another_ending_is_told_as_not_read() {
    let small = Small::new();
    small.write("records/kestrel.tml", "[kestrel]\n");
    small.write("records/.acme.toml.swp", "what an editor leaves");
    small.write("documents/more.txt", "Not read.\n");
    let loaded = small.load();
    assert_eq!(told(&loaded), Vec::<String>::new());
    let wanted = [
        "`documents/more.txt` is not read: files in `documents` end in .md",
        "`records/kestrel.tml` is not read: files in `records` end in .toml",
    ];
    assert_eq!(loaded.warnings, wanted);
}

// ---- The README -----------------------------------------------------------------------------------------------------

/// The fenced examples of a text that begin with the name of their file: `# records/acme.toml`.
fn examples(text: &str) -> Vec<(&str, &str)> {
    let fenced = text.split("```").skip(1).step_by(2);
    fenced.filter_map(|block| block.split_once('\n')?.1.strip_prefix("# ")?.split_once('\n')).collect()
}

#[test]
fn the_examples_of_the_readme_load() {
    let readme = fs::read_to_string(project_data().join("README.md")).unwrap();
    let examples = examples(&readme);
    let small = Small(tempfile::tempdir().unwrap());
    let properties = fs::read_to_string(project_data().join("lexicon/properties.toml")).unwrap();
    small.write("lexicon/properties.toml", &properties);
    for (file, text) in &examples {
        let before = if *file == "lexicon/properties.toml" { properties.as_str() } else { "" };
        small.write(file, &format!("{before}{text}"));
    }
    let loaded = small.load();
    assert_eq!(told(&loaded), Vec::<String>::new());
    assert_eq!((examples.len(), loaded.corpus.entities.len(), loaded.corpus.statements.len()), (8, 6, 14));
    let question = readme.split("```json\n").nth(1).unwrap().split("```").next().unwrap();
    small.write(pinned::FILE, question);
    let (pinned, problems) = pinned::read(small.0.path());
    assert_eq!((pinned[0].statements.as_slice(), problems), (&["kestrel.founded: 2022-06".to_owned()][..], Vec::new()));
}

#[test]
fn the_readme_names_every_key_and_only_properties_that_there_are() {
    let readme = fs::read_to_string(project_data().join("README.md")).unwrap();
    let loaded = load(&project_data(), None).unwrap();
    let rows = readme.split("The common ones:").nth(1).unwrap().split("## Everyday work").next().unwrap();
    let keys = ["at", "benchmark", "of"];
    for name in rows.split('`').skip(1).step_by(2).filter(|name| !keys.contains(name)) {
        assert!(loaded.corpus.properties.iter().any(|property| property.id == name), "`{name}` is no property");
    }
    for (kind, _) in lablore::corpus::record::EntityKind::ALL {
        assert!(readme.contains(&format!("`{kind}`")), "the kind `{kind}` is missing");
    }
}
