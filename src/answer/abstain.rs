//! Saying honestly that it is not known, or no question for this bot, with what can be asked instead.

use super::evidence::Scored;
use super::knowledge::Knowledge;
use super::wording::{self, Phrase};
use super::{Answer, Kind, Outcome, suggest};
use crate::corpus::property::QuestionWord;
use crate::corpus::{EntityId, PropertyId};
use crate::question::Topic;
use crate::question::meaning::Meaning;
use crate::text::language::Language;

/// An answer without citations.
fn plain(text: String, outcome: Outcome, language: Language, suggestions: Vec<String>) -> Answer {
    Answer {
        outcome,
        kind: Kind::None,
        text,
        citations: Vec::new(),
        suggestions,
        language,
        topic: Topic::default(),
        trace: Vec::new(),
        sides: Vec::new(),
        pages: 1,
    }
}

/// No document holds the answer. `scored` are the statements that account for some of the question, best first: what can
/// be asked instead.
#[must_use]
pub fn unknown(knowledge: &Knowledge, meaning: &Meaning, scored: &[Scored]) -> Answer {
    let language = meaning.language;
    let corpus = &knowledge.corpus;
    if let Some(words) = &meaning.unknown_variant {
        let text = Phrase {
            en: "No document here mentions “{0}”.",
            zh: "这里的文档没有提到“{0}”。",
            es: "Ningún documento de aquí menciona «{0}».",
        };
        return plain(
            text.fill(language, &[words]),
            Outcome::Unknown,
            language,
            suggest::questions(knowledge, meaning, scored),
        );
    }
    let subject = meaning.entities().first().map(|id| wording::name(corpus.entity(*id), language));
    // What the documents do tell of it, only not as asked ("the price in 2019"), is not what they don't say.
    let named = meaning.entities().first().copied();
    let told = |property: &PropertyId| named.is_some_and(|id| knowledge.of(id, *property).next().is_some());
    // How long something took is none of what its words ask for.
    let property =
        meaning.property_ids().into_iter().find(|property| !told(property) && !meaning.asks(QuestionWord::HowLong));
    let text = match (subject, property) {
        (Some(_), Some(property)) => unsaid(knowledge, property, meaning.entities()[0], language),
        (Some(subject), None) => Phrase {
            en: "The documents don't answer this about {0}.",
            zh: "关于{0}，文档中没有这个问题的答案。",
            es: "Los documentos no responden a esto sobre {0}.",
        }
        .fill(language, &[&subject]),
        _ => Phrase {
            en: "The documents don't answer this.",
            zh: "文档中没有这个问题的答案。",
            es: "Los documentos no responden a esto.",
        }
        .text(language),
    };
    plain(text, Outcome::Unknown, language, suggest::questions(knowledge, meaning, scored))
}

/// That the documents don't tell a property of something.
pub(super) fn unsaid(knowledge: &Knowledge, property: PropertyId, subject: EntityId, language: Language) -> String {
    let corpus = &knowledge.corpus;
    let property = wording::label(corpus.property(property), language);
    let subject = wording::name(corpus.entity(subject), language);
    Phrase {
        en: "The documents don't say: {0} of {1}.",
        zh: "文档中没有说明{1}的{0}。",
        es: "Los documentos no lo dicen: {0} de {1}.",
    }
    .fill(language, &[&property, &subject])
}

/// Not a question for this bot.
#[must_use]
pub fn out_of_scope(meaning: &Meaning) -> Answer {
    let text = Phrase {
        en: "I only answer questions about the Chinese AI labs, from my documents.",
        zh: "我只根据我的文档回答关于中国 AI 实验室的问题。",
        es: "Solo respondo preguntas sobre los laboratorios chinos de IA, a partir de mis documentos.",
    };
    let suggestions = vec![
        Phrase { en: "Who founded MiniMax?", zh: "谁创立了 MiniMax？", es: "¿Quién fundó MiniMax?" }
            .text(meaning.language),
    ];
    plain(text.text(meaning.language), Outcome::OutOfScope, meaning.language, suggestions)
}

/// No entity has this name; the nearest ones are suggested.
#[must_use]
pub fn unknown_name(knowledge: &Knowledge, typed: &str, near: &[EntityId], language: Language) -> Answer {
    let names: Vec<String> = near.iter().map(|id| knowledge.corpus.entity(*id).name.clone()).collect();
    let shown: String = typed.chars().filter(|letter| !letter.is_control()).take(80).collect();
    let text = if names.is_empty() {
        Phrase { en: "I don't know “{0}”.", zh: "我不知道“{0}”。", es: "No conozco «{0}»." }.fill(language, &[&shown])
    } else {
        let or = Phrase { en: " or ", zh: "或", es: " o " }.text(language);
        Phrase {
            en: "I don't know “{0}”. Did you mean {1}?",
            zh: "我不知道“{0}”。您是指{1}吗？",
            es: "No conozco «{0}». ¿Quería decir {1}?",
        }
        .fill(language, &[&shown, &names.join(&or)])
    };
    plain(text, Outcome::Unknown, language, names)
}

/// A question that has no words.
#[must_use]
pub fn empty(language: Language) -> Answer {
    let text = Phrase {
        en: "Ask me something about the Chinese AI labs, for example: who founded MiniMax?",
        zh: "请问我关于中国 AI 实验室的问题，例如：谁创立了 MiniMax？",
        es: "Pregúnteme algo sobre los laboratorios chinos de IA, por ejemplo: ¿quién fundó MiniMax?",
    };
    plain(text.text(language), Outcome::OutOfScope, language, Vec::new())
}
