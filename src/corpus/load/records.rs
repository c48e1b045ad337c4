//! Records: TOML files to entities and drafts of statements, each with the place it was read from.

use std::collections::HashMap;
use std::ops::Range;
use std::path::Path;
use std::sync::Arc;

use toml_edit::{Item, Table, TableLike};

use super::{LoadError, files_below, no_kind, one_line, read};
use crate::corpus::Corpus;
use crate::corpus::problem::{DataFile, Problem, nearest};
use crate::corpus::record::{Entity, EntityKind, Rank};
use crate::text::fold::name_key;

/// A statement as read, before ids and evidence are looked up.
pub(super) struct Draft {
    pub file: Arc<DataFile>,
    /// Where the statement's head stands.
    pub span: Option<Range<usize>>,
    pub subject: String,
    pub property: String,
    pub fields: Fields,
}

/// The keys of a statement with their places.
#[derive(Default)]
pub(super) struct Fields {
    pub values: Vec<(Written, Option<Range<usize>>)>,
    pub from: Vec<(String, Option<Range<usize>>)>,
    pub evidence: Vec<String>,
    pub keywords: Vec<String>,
    pub words: HashMap<&'static str, (String, Option<Range<usize>>)>,
    pub conflict: bool,
    pub damaged: bool,
    pub rank: Rank,
}

/// A value as TOML has it.
#[derive(Clone)]
pub(super) enum Written {
    Words(String),
    Flag(bool),
}

/// The keys of a statement that hold one text.
const WORD_KEYS: [&str; 12] = [
    "written",
    "as_of",
    "scope",
    "hedge",
    "author",
    "at",
    "benchmark",
    "of",
    "compared_with",
    "note",
    "reason",
    "dispute",
];

/// All keys of a statement, for "did you mean".
const STATEMENT_KEYS: [&str; 19] = [
    "value",
    "from",
    "evidence",
    "keywords",
    "written",
    "as_of",
    "scope",
    "hedge",
    "author",
    "at",
    "benchmark",
    "of",
    "compared_with",
    "note",
    "reason",
    "conflict",
    "dispute",
    "damaged",
    "rank",
];

const ENTITY_KEYS: [&str; 5] = ["kind", "name", "chinese", "aliases", "former_names"];

pub(super) fn load(data: &Path, corpus: &mut Corpus, problems: &mut Vec<Problem>) -> Result<Vec<Draft>, LoadError> {
    let mut reader =
        Reader { corpus, problems, drafts: Vec::new(), homes: HashMap::new(), heads: Vec::new(), extended: Vec::new() };
    for path in files_below(&data.join("records"), "toml")? {
        let file = Arc::new(read(data, &path, reader.problems)?);
        match toml_edit::Document::parse(file.text.as_str()) {
            Err(error) => {
                reader.problems.push(file.problem(error.span(), one_line(error.message())));
            }
            Ok(document) => reader.file(&file, document.as_table()),
        }
    }
    reader.finish();
    Ok(reader.drafts)
}

struct Reader<'a> {
    corpus: &'a mut Corpus,
    problems: &'a mut Vec<Problem>,
    drafts: Vec<Draft>,
    /// Where each id was defined: file and line.
    homes: HashMap<String, String>,
    /// Where the head of each entity stands, in the corpus's order.
    heads: Vec<(Arc<DataFile>, Option<Range<usize>>)>,
    /// Ids that were given statements without being defined in the same file.
    extended: Vec<(Arc<DataFile>, Option<Range<usize>>, String)>,
}

impl Reader<'_> {
    fn file(&mut self, file: &Arc<DataFile>, table: &Table) {
        for (id, item) in table {
            let span = table.key(id).and_then(toml_edit::Key::span);
            let Some(fields) = item.as_table_like() else {
                self.problem(
                    file,
                    span,
                    format!("`{id}` stands outside any entity; put it below a head like [some-lab]"),
                );
                continue;
            };
            self.entity(file, span, id, fields);
        }
    }

    fn entity(&mut self, file: &Arc<DataFile>, span: Option<Range<usize>>, id: &str, fields: &dyn TableLike) {
        if id.is_empty() || !id.chars().all(|letter| matches!(letter, 'a'..='z' | '0'..='9' | '-')) {
            self.problem(
                file,
                span.clone(),
                format!("the id `{id}` may hold lower-case letters, digits and hyphens only"),
            );
        }
        let mut entity = Entity {
            id: id.to_owned(),
            kind: EntityKind::Topic,
            name: String::new(),
            chinese: Vec::new(),
            aliases: Vec::new(),
            former_names: Vec::new(),
        };
        let mut defines = false;
        let mut names: Vec<(String, Option<Range<usize>>)> = Vec::new();
        for (key, item) in fields.iter() {
            let key_span = fields.key(key).and_then(toml_edit::Key::span);
            if let Some(statements) = item.as_array_of_tables() {
                for statement in statements {
                    self.statement(file, statement.span().or_else(|| key_span.clone()), id, key, statement);
                }
                continue;
            }
            defines = true;
            match key {
                "kind" => match item.as_str().and_then(EntityKind::from_name) {
                    Some(kind) => entity.kind = kind,
                    None => self.problem(file, item.span(), no_kind(item.as_str().unwrap_or_default())),
                },
                "name" => {
                    entity.name = self.text(file, item);
                    names.push((entity.name.clone(), item.span()));
                }
                "chinese" => entity.chinese = self.names(file, item, &mut names),
                "aliases" => entity.aliases = self.names(file, item, &mut names),
                "former_names" => entity.former_names = self.names(file, item, &mut names),
                _ => {
                    let known = ENTITY_KEYS.into_iter().chain(self.corpus.properties.iter().map(|p| p.id.as_str()));
                    let hint = nearest(key, known).map_or_else(
                        || format!("statements are written as [[{id}.property]]"),
                        |near| {
                            if ENTITY_KEYS.contains(&near) {
                                format!("did you mean `{near}`?")
                            } else {
                                format!("a statement is written as [[{id}.{near}]]")
                            }
                        },
                    );
                    self.problem(file, key_span, format!("`{key}` is no key of an entity; {hint}"));
                }
            }
        }
        if !defines {
            self.extended.push((Arc::clone(file), span, id.to_owned()));
            return;
        }
        self.own_names(file, &names);
        if fields.get("kind").is_none() || entity.name.is_empty() {
            self.problem(file, span.clone(), format!("the entity `{id}` needs a `kind` and a `name`"));
        }
        let here = file.problem(span.clone(), String::new());
        if let Some(home) = self.homes.get(id) {
            self.problem(
                file,
                span,
                format!("the id `{id}` is already taken in {home}; choose another or merge the two"),
            );
            return;
        }
        self.homes.insert(id.to_owned(), format!("{}:{}", here.file, here.line));
        self.heads.push((Arc::clone(file), span));
        self.corpus.entities.push(entity);
    }

    /// A list of names; each is added, with its place, to all that the entity has.
    fn names(
        &mut self,
        file: &Arc<DataFile>,
        item: &Item,
        all: &mut Vec<(String, Option<Range<usize>>)>,
    ) -> Vec<String> {
        let names = self.spanned_texts(file, item);
        all.extend_from_slice(&names);
        names.into_iter().map(|(name, _)| name).collect()
    }

    /// Names that an entity can't be found by: without any letter or digit, or written twice.
    fn own_names(&mut self, file: &DataFile, names: &[(String, Option<Range<usize>>)]) {
        for (number, (name, span)) in names.iter().enumerate().filter(|(_, (name, _))| !name.trim().is_empty()) {
            if name_key(name).is_empty() {
                self.problem(file, span.clone(), format!("the name `{name}` has no letter or digit; take it out"));
            } else if names[..number].iter().any(|(before, _)| before == name) {
                self.problem(file, span.clone(), format!("the name `{name}` stands here twice; take one out"));
            }
        }
    }

    fn statement(
        &mut self,
        file: &Arc<DataFile>,
        span: Option<Range<usize>>,
        subject: &str,
        property: &str,
        table: &Table,
    ) {
        let mut fields = Fields::default();
        for (key, item) in table {
            let span = item.span();
            match key {
                "value" => self.values(file, item, &mut fields),
                "from" => {
                    fields.from = self.spanned_texts(file, item);
                    if fields.from.is_empty() && item.is_array() {
                        self.problem(file, span, "the list is empty; write at least one reference".to_owned());
                    }
                }
                "evidence" => fields.evidence = self.texts(file, item),
                "keywords" => fields.keywords = self.texts(file, item),
                "conflict" | "damaged" => match item.as_bool() {
                    Some(flag) if key == "conflict" => fields.conflict = flag,
                    Some(flag) => fields.damaged = flag,
                    None => self.problem(file, span, format!("`{key}` is true or false")),
                },
                "rank" => match item.as_str() {
                    Some("normal") => fields.rank = Rank::Normal,
                    Some("preferred") => fields.rank = Rank::Preferred,
                    Some("deprecated") => fields.rank = Rank::Deprecated,
                    _ => self.problem(file, span, "`rank` is normal, preferred or deprecated".to_owned()),
                },
                _ => match WORD_KEYS.into_iter().find(|known| *known == key) {
                    Some(known) => {
                        let text = self.text(file, item);
                        fields.words.insert(known, (text, span));
                    }
                    None => {
                        let hint = nearest(key, STATEMENT_KEYS).map_or_else(
                            || format!("use one of {}", STATEMENT_KEYS.join(", ")),
                            |near| format!("did you mean `{near}`?"),
                        );
                        let span = table.key(key).and_then(toml_edit::Key::span);
                        self.problem(file, span, format!("`{key}` is no key of a statement; {hint}"));
                    }
                },
            }
        }
        if table.get("value").is_none() {
            let message = "the statement has no `value`; write e.g. value = \"2023-07\"";
            self.problem(file, span.clone(), message.to_owned());
        }
        if table.get("from").is_none() {
            let message = "the statement has no `from`; write e.g. from = [\"some-source: Section › Subsection\"]";
            self.problem(file, span.clone(), message.to_owned());
        }
        self.drafts.push(Draft {
            file: Arc::clone(file),
            span,
            subject: subject.to_owned(),
            property: property.to_owned(),
            fields,
        });
    }

    fn values(&mut self, file: &Arc<DataFile>, item: &Item, fields: &mut Fields) {
        let Some(value) = item.as_value() else {
            self.problem(file, item.span(), "`value` is a text, a list of texts, true or false".to_owned());
            return;
        };
        let parts: Vec<&toml_edit::Value> = match value.as_array() {
            Some(array) => array.iter().collect(),
            None => vec![value],
        };
        if parts.is_empty() {
            self.problem(file, value.span(), "the list is empty; write at least one value".to_owned());
        }
        for part in parts {
            match (part.as_str(), part.as_bool()) {
                (Some(text), _) if text.trim().is_empty() => {
                    self.problem(file, part.span(), "the value is empty".to_owned());
                }
                (Some(text), _) => fields.values.push((Written::Words(text.to_owned()), part.span())),
                (_, Some(flag)) => fields.values.push((Written::Flag(flag), part.span())),
                _ => self.problem(
                    file,
                    part.span(),
                    format!("write the value in quotes, as the document has it: \"{}\"", part.to_string().trim()),
                ),
            }
        }
    }

    fn text(&mut self, file: &Arc<DataFile>, item: &Item) -> String {
        match item.as_str() {
            Some(text) => {
                self.not_empty(file, text, item.span());
                text.to_owned()
            }
            None => {
                self.problem(file, item.span(), "this must be a text in quotes".to_owned());
                String::new()
            }
        }
    }

    fn texts(&mut self, file: &Arc<DataFile>, item: &Item) -> Vec<String> {
        self.spanned_texts(file, item).into_iter().map(|(text, _)| text).collect()
    }

    fn spanned_texts(&mut self, file: &Arc<DataFile>, item: &Item) -> Vec<(String, Option<Range<usize>>)> {
        if let Some(text) = item.as_str() {
            self.not_empty(file, text, item.span());
            return vec![(text.to_owned(), item.span())];
        }
        let Some(array) = item.as_array() else {
            self.problem(file, item.span(), "this must be a list of texts, e.g. [\"one\", \"two\"]".to_owned());
            return Vec::new();
        };
        let mut out = Vec::new();
        for part in array {
            match part.as_str() {
                Some(text) => {
                    self.not_empty(file, text, part.span());
                    out.push((text.to_owned(), part.span()));
                }
                None => self.problem(file, part.span(), "this must be a text in quotes".to_owned()),
            }
        }
        out
    }

    fn not_empty(&mut self, file: &DataFile, text: &str, span: Option<Range<usize>>) {
        if text.trim().is_empty() {
            self.problem(file, span, "this text is empty; fill it in or take it out".to_owned());
        }
    }

    fn problem(&mut self, file: &DataFile, span: Option<Range<usize>>, message: String) {
        self.problems.push(file.problem(span, message));
    }

    fn finish(&mut self) {
        for (file, span, id) in std::mem::take(&mut self.extended) {
            if !self.homes.contains_key(&id) {
                let known: Vec<&str> = self.homes.keys().map(String::as_str).collect();
                let hint = nearest(&id, known).map_or_else(
                    || format!("define it: [{id}] with `kind` and `name`"),
                    |near| format!("did you mean `{near}`?"),
                );
                self.problems.push(file.problem(span, format!("`{id}` is no entity; {hint}")));
            }
        }
        self.shared_names();
    }

    /// Two entities of one name: a reader could not say which is meant. Rounds share short names ("Series B"), which
    /// the lab's name tells apart.
    fn shared_names(&mut self) {
        let mut owners: HashMap<String, &str> = HashMap::new();
        for (entity, (file, head)) in self.corpus.entities.iter().zip(&self.heads) {
            if entity.kind == EntityKind::FundingRound {
                continue;
            }
            for name in entity.names() {
                let owner = *owners.entry(name_key(name)).or_insert(&entity.id);
                if owner != entity.id {
                    let message = format!(
                        "the name `{name}` of `{}` also belongs to `{owner}`; keep it with one of them",
                        entity.id
                    );
                    let place = place_of_name(file, head.clone(), name);
                    self.problems.push(file.problem(place, message));
                }
            }
        }
    }
}

/// Where a name stands below its entity's head; the head itself where the name is written in another way.
fn place_of_name(file: &DataFile, head: Option<Range<usize>>, name: &str) -> Option<Range<usize>> {
    let start = head.as_ref()?.start;
    let at = file.text.get(start..)?.find(&format!("\"{name}\""));
    at.map(|at| start + at..start + at + name.len()).or(head)
}
