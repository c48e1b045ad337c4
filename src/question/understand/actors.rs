//! Who did something, asked for without "who": "which two ex-SenseTime people started MiniMax".

use super::references::is_article;
use crate::corpus::property::{QuestionWord, ValueType};
use crate::corpus::record::EntityKind;
use crate::corpus::{Corpus, PropertyId};
use crate::question::meaning::Meaning;
use crate::question::tokens::Token;

/// Words between a question word and a verb by which the verb is none of what is asked for: "which lab was founded",
/// "which lab did he start".
const AUXILIARIES: [&str; 12] = ["was", "were", "is", "are", "be", "been", "got", "get", "did", "does", "do", "fue"];

/// Where "which …" stands before a verb that names its object, and the verb may ask for a date as well as for whoever
/// did it, leaves the latter, and asks who where no thing is wanted.
pub(super) fn ask_who_acted(
    corpus: &Corpus,
    tokens: &[Token],
    mentioned: &[bool],
    asked: &[(usize, usize, QuestionWord)],
    properties: &mut [(usize, usize, Vec<PropertyId>)],
    meaning: &mut Meaning,
) {
    use QuestionWord::{What, When, Which};
    let Meaning { wanted, asks, .. } = meaning;
    if asks.contains(&When) || asks.contains(&QuestionWord::Why) || asks.contains(&QuestionWord::How) {
        return;
    }
    let is_date = |id: &PropertyId| corpus.property(*id).value_type == ValueType::Date;
    let is_who = |id: &PropertyId| corpus.property(*id).question == Some(QuestionWord::Who);
    for (start, end, properties) in properties {
        // "Started one of the six tigers".
        let passed = |at: &usize| is_article(&tokens[*at].text) || matches!(tokens[*at].text.as_str(), "one" | "of");
        let object = (*end..tokens.len()).find(|at| !passed(at));
        let mut before = asked.iter().filter(|(_, to, word)| to <= start && matches!(word, Which | What));
        let Some((_, to, _)) = before.next_back() else { continue };
        let acted = !tokens[*to..*start].iter().any(|token| AUXILIARIES.contains(&token.text.as_str()));
        let both = properties.iter().any(is_date) && properties.iter().any(is_who);
        if !both || !acted || !object.is_some_and(|at| mentioned[at]) {
            continue;
        }
        properties.retain(is_who);
        if wanted.iter().all(|kind| *kind == EntityKind::Person) {
            asks.remove(&Which);
            asks.remove(&What);
            asks.insert(QuestionWord::Who);
        }
    }
}
