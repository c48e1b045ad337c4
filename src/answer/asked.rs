//! What a question asks for, with its words looked up once, before any statement is held against them.

use super::knowledge::Knowledge;
use super::shares::is_so_described;
use super::standing::Stem;
use crate::corpus::property::{QuestionWord, ValueType};
use crate::corpus::record::{EntityKind, Value};
use crate::corpus::{PropertyId, StatementId};
use crate::question::meaning::{KindCue, PropertyCue};
use crate::question::vocabulary::TermId;
use crate::text::date::FoundDate;
use crate::text::edtf::Edtf;
use crate::text::fold::is_han;

/// Words that ask for a property, looked up.
#[expect(clippy::struct_excessive_bools, reason = "each is something that the words tell by themselves")]
pub(super) struct AskedProperty<'m> {
    pub(super) cue: &'m PropertyCue,
    pub(super) stems: Vec<Stem<'m>>,
    /// Whether they may ask for a post: its title, or the part of a body that it was in.
    pub(super) for_post: bool,
    /// The property of a number of whatever its words say.
    pub(super) figure: Option<PropertyId>,
    /// Whether all that they may ask for are numbers.
    numbered: bool,
    /// Whether all that they may ask for are numbers of things, and no sums of money.
    counts: bool,
    /// Whether they ask for a product and say of what sort ("chatbot"), so that it must be described by them.
    pub(super) is_of_a_sort: bool,
}

impl<'m> AskedProperty<'m> {
    pub(super) fn of(knowledge: &'m Knowledge, cue: &'m PropertyCue) -> Self {
        let posts = knowledge.properties(&["position", "member", "parent"]);
        let stems = Stem::all(knowledge, &cue.stems);
        let product = knowledge.property("product").filter(|product| cue.properties == [*product]);
        let is_of_a_sort = product.is_some_and(|product| {
            let is_described = |id: &StatementId| match knowledge.corpus.statement(*id).value {
                Value::Entity(value) => is_so_described(knowledge, value, &stems),
                _ => false,
            };
            let general = stems.iter().all(|stem| stem.text == "product");
            !general && knowledge.of_properties(&[product]).iter().any(is_described)
        });
        Self {
            cue,
            stems,
            is_of_a_sort,
            for_post: cue.properties.iter().any(|id| posts.contains(id)),
            figure: knowledge.property("figure"),
            numbered: {
                let is_number = |id: &PropertyId| knowledge.corpus.property(*id).value_type == ValueType::Number;
                cue.properties.iter().all(is_number)
            },
            counts: cue.properties.iter().all(|id| {
                let property = knowledge.corpus.property(*id);
                property.value_type == ValueType::Number && property.question == Some(QuestionWord::HowMany)
            }),
        }
    }
}

impl AskedProperty<'_> {
    /// Whether a number is asked for.
    pub(super) fn numbered(&self) -> bool {
        self.numbered
    }

    /// Whether things are asked for by their number, and no money: a price "per M tokens" counts no tokens.
    pub(super) fn counts(&self) -> bool {
        self.counts
    }

    /// Whether a statement of a property that is told in words can only speak of the number which is asked for.
    pub(super) fn only_speaks(&self, property: PropertyId) -> bool {
        self.numbered && !self.cue.properties.contains(&property)
    }
}

/// The kinds of things that people call by one of some kinds, as bits.
pub(super) struct Called(u32);

impl Called {
    pub(super) fn by(kinds: &[EntityKind]) -> Self {
        if kinds.is_empty() {
            return Self(0);
        }
        let called = EntityKind::ALL.iter().map(|(_, kind)| *kind).filter(|kind| kind.is_called(kinds));
        Self(called.fold(0, |bits, kind| bits | 1 << kind as u32))
    }

    /// Whether nothing is called so.
    pub(super) fn is_none(&self) -> bool {
        self.0 == 0
    }

    /// Whether things of a kind are called so.
    pub(super) fn has(&self, kind: EntityKind) -> bool {
        self.0 >> kind as u32 & 1 == 1
    }
}

/// Words that name a kind, looked up.
pub(super) struct AskedKind<'m> {
    pub(super) cue: &'m KindCue,
    /// Of what kinds things are that are called so.
    pub(super) called: Called,
    pub(super) stems: Vec<Stem<'m>>,
    /// Whether they say more than the kind.
    pub(super) telling: bool,
}

impl<'m> AskedKind<'m> {
    pub(super) fn of(knowledge: &'m Knowledge, cue: &'m KindCue) -> Self {
        let long = |stem: &String| stem.chars().filter(|c| is_han(*c)).count() > 2;
        // Groups are of many sorts: a tier is no list of investors.
        let group = cue.kinds == [EntityKind::Group];
        let telling = group || cue.stems.len() > 1 || cue.stems.iter().any(long);
        Self { cue, called: Called::by(&cue.kinds), stems: Stem::all(knowledge, &cue.stems), telling }
    }

    /// Whether the word may ask for a property as well ("product").
    pub(super) fn is_thing(&self) -> bool {
        self.cue.kinds.iter().all(|kind| *kind == EntityKind::Product)
    }
}

/// A date of the question, with its year looked up as a word.
pub(super) struct AskedDate {
    pub(super) wanted: Option<Edtf>,
    pub(super) year: Option<TermId>,
}

impl AskedDate {
    pub(super) fn of(knowledge: &Knowledge, date: &FoundDate) -> Self {
        // That the year is told says nothing of a day.
        let year = date.year.filter(|_| date.day.is_none()).map(|year| year.to_string()).unwrap_or_default();
        Self { wanted: date.edtf(), year: knowledge.understander.vocabulary.term(&year) }
    }
}
