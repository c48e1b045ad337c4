//! Entities and statements, after Wikibase: subject, property, value, qualifiers, rank, references.

use serde::{Deserialize, Serialize};

use super::document::UnitId;
use super::{EntityId, PropertyId};
use crate::text::edtf::Edtf;
use crate::text::quantity::Quantity;

/// What sort of thing an entity is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum EntityKind {
    /// An AI lab.
    Lab,
    /// A company that is more than a lab.
    Company,
    /// A human being.
    Person,
    /// A model with a name of its own.
    Model,
    /// A line of models.
    ModelFamily,
    /// An app, assistant, platform or other product.
    Product,
    /// A method or mechanism.
    Technique,
    /// A chip.
    Chip,
    /// A test that models are measured with.
    Benchmark,
    /// A university or a part of one.
    University,
    /// An investor, agency, medium or other body.
    Organisation,
    /// One round of funding.
    FundingRound,
    /// A law, rule or export control.
    Regulation,
    /// Something that happened.
    Event,
    /// A city or district.
    Place,
    /// A licence.
    Licence,
    /// A framework or library.
    Software,
    /// A named group of labs, people or universities.
    Group,
    /// A subject that is none of these.
    Topic,
}

impl EntityKind {
    /// Whether it is a lab or a company: people say one of the other.
    #[must_use]
    pub fn is_body(self) -> bool {
        matches!(self, Self::Lab | Self::Company)
    }

    /// Whether people call it by one of some kinds: a lab is called a company, and a fund that is a company a firm.
    #[must_use]
    pub fn is_called<'k>(self, kinds: impl IntoIterator<Item = &'k Self>) -> bool {
        let firm = |kind: Self| matches!(kind, Self::Company | Self::Organisation);
        kinds.into_iter().any(|kind| *kind == self || self.is_body() && kind.is_body() || firm(self) && firm(*kind))
    }

    /// All kinds with the names that records use.
    pub const ALL: [(&'static str, Self); 19] = [
        ("lab", Self::Lab),
        ("company", Self::Company),
        ("person", Self::Person),
        ("model", Self::Model),
        ("model-family", Self::ModelFamily),
        ("product", Self::Product),
        ("technique", Self::Technique),
        ("chip", Self::Chip),
        ("benchmark", Self::Benchmark),
        ("university", Self::University),
        ("organisation", Self::Organisation),
        ("funding-round", Self::FundingRound),
        ("regulation", Self::Regulation),
        ("event", Self::Event),
        ("place", Self::Place),
        ("licence", Self::Licence),
        ("software", Self::Software),
        ("group", Self::Group),
        ("topic", Self::Topic),
    ];

    /// The kind of a name that records use.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.iter().find(|(known, _)| *known == name).map(|(_, kind)| *kind)
    }
}

/// Something that has a name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entity {
    /// Written id, as records use it.
    pub id: String,
    /// What sort of thing it is.
    pub kind: EntityKind,
    /// Its name in English or as it writes itself.
    pub name: String,
    /// Chinese names; the first is shown in Chinese answers.
    pub chinese: Vec<String>,
    /// Other spellings, short names, pinyin, nicknames.
    pub aliases: Vec<String>,
    /// Names that it had before.
    pub former_names: Vec<String>,
}

impl Entity {
    /// The name and all other names.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        std::iter::once(&self.name)
            .chain(&self.chinese)
            .chain(&self.aliases)
            .chain(&self.former_names)
            .map(String::as_str)
    }
}

/// The value of a statement.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Value {
    /// Another entity.
    Entity(EntityId),
    /// A date with its precision.
    Date(Edtf),
    /// A number.
    Number(Quantity),
    /// Words.
    Text,
    /// Yes or no.
    Flag(bool),
}

/// How a statement stands among others of the same subject and property.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Rank {
    /// As good as any.
    #[default]
    Normal,
    /// Better than the others.
    Preferred,
    /// Known to be wrong or out of date; kept with its reason.
    Deprecated,
}

/// What a statement is said with.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Qualifiers {
    /// The words of the document, where the value can't say it.
    pub written: Option<String>,
    /// The date for which it is said.
    pub as_of: Option<Edtf>,
    /// What the value covers.
    pub scope: Option<String>,
    /// The document's own caution.
    pub hedge: Option<String>,
    /// Who says it.
    pub author: Option<String>,
    /// The organisation of a position, education or earlier post.
    pub at: Option<EntityId>,
    /// The test of a score or ranking.
    pub benchmark: Option<EntityId>,
    /// What is counted.
    pub of: Option<String>,
    /// What it is measured against: the words, or an entity's name.
    pub compared_with: Option<String>,
    /// Anything else worth showing.
    pub note: Option<String>,
    /// Why a statement is deprecated.
    pub reason: Option<String>,
    /// What documents see differently here: the other statements of the same dispute, of whatever subject and property, say
    /// otherwise.
    pub dispute: Option<String>,
    /// Whether one document contradicts itself here.
    pub conflict: bool,
    /// Whether the document's text is cut off here.
    pub damaged: bool,
}

/// Where a statement is proven.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reference {
    /// The sentence, row or heading that holds the value.
    pub unit: UnitId,
}

/// One thing that documents say of an entity.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Statement {
    /// Of what.
    pub subject: EntityId,
    /// Which property.
    pub property: PropertyId,
    /// The value, normalised.
    pub value: Value,
    /// The value as the record writes it.
    pub text: String,
    /// What it is said with.
    pub qualifiers: Qualifiers,
    /// Words that people ask for it in and that it does not say itself, in any language, one a line: what information
    /// retrieval calls document expansion (Nogueira et al., "Document Expansion by Query Prediction", 2019), here by hand.
    /// There are so many that they are one text.
    pub keywords: Box<str>,
    /// How it stands among others.
    pub rank: Rank,
    /// The sentences that prove it, one for each document and section that says so.
    pub references: Vec<Reference>,
    /// File and line of the record.
    pub origin: (String, u32),
}

impl Statement {
    /// Its keywords one by one.
    pub fn keywords(&self) -> impl Iterator<Item = &str> {
        self.keywords.lines()
    }
}
