//! `/ask question [private]`: one question, one cited answer.

use crate::bot::action::Recall;
use crate::bot::manners::MAX_QUESTION;
use crate::bot::response::Reply;
use crate::bot::wording::FixedText;
use crate::question::Topic;

use super::{Call, Command, CommandOption, OptionKind, Run};

const QUESTION: FixedText = FixedText { en: "question", zh_hans: "问题", zh_hant: "問題", es: "pregunta" };

/// The option with which an answer is for the caller alone, or for all.
pub const PRIVATE: FixedText = FixedText { en: "private", zh_hans: "私密", zh_hant: "私密", es: "privado" };

/// The command.
pub const COMMAND: Command = Command {
    path: "ask",
    name: FixedText { en: "ask", zh_hans: "提问", zh_hant: "提問", es: "preguntar" },
    description: FixedText {
        en: "Ask about the Chinese AI labs and get an answer with its sources",
        zh_hans: "询问有关中国 AI 实验室的问题，回答附出处",
        zh_hant: "詢問有關中國 AI 實驗室的問題，回答附出處",
        es: "Pregunta sobre los laboratorios chinos de IA: respuesta con sus fuentes",
    },
    options: &[
        CommandOption {
            name: QUESTION,
            description: FixedText {
                en: "Your question, for example: who founded MiniMax?",
                zh_hans: "您的问题，例如：MiniMax 是谁创立的？",
                zh_hant: "您的問題，例如：MiniMax 是誰創立的？",
                es: "Tu pregunta, por ejemplo: ¿quién fundó MiniMax?",
            },
            kind: OptionKind::Text { max_length: MAX_QUESTION },
            required: true,
            complete: None,
        },
        CommandOption {
            name: PRIVATE,
            description: FixedText {
                en: "Show the answer to you alone",
                zh_hans: "回答仅自己可见",
                zh_hant: "回答僅自己可見",
                es: "Mostrar la respuesta solo a ti",
            },
            kind: OptionKind::Flag,
            required: false,
            complete: None,
        },
    ],
    answers: true,
    run: Run::Memory(respond),
    ..Command::BASE
};

fn respond(call: &Call<'_>) -> Reply {
    let private = call.flag(&PRIVATE).unwrap_or(call.settings.private);
    call.answer(&Recall::Question(Topic::default()), Some(call.text(&QUESTION)), private)
}
