//! "Ask about this", on the menu of a message: its text is the question, the answer is for the caller alone.

use crate::bot::action::Recall;
use crate::bot::manners::MAX_QUESTION;
use crate::bot::response::Reply;
use crate::bot::wording::FixedText;
use crate::question::Topic;

use super::{Call, Command, CommandOption, Form, OptionKind, Places, Run};

/// The message's text. It is no option that anybody types.
pub const TEXT: FixedText = FixedText { en: "text", zh_hans: "文本", zh_hant: "文字", es: "texto" };

/// The command.
pub const COMMAND: Command = Command {
    path: "Ask about this",
    form: Form::Message,
    name: FixedText {
        en: "Ask about this", zh_hans: "询问此消息", zh_hant: "詢問此訊息", es: "Preguntar sobre esto"
    },
    description: FixedText {
        en: "Answers the text of a message as a question, for you alone",
        zh_hans: "把一条消息的文字当作问题来回答，仅您可见",
        zh_hant: "把一則訊息的文字當作問題來回答，僅您可見",
        es: "Responde al texto de un mensaje como pregunta, solo para ti",
    },
    options: &[CommandOption {
        name: TEXT,
        description: FixedText {
            en: "The text of the message",
            zh_hans: "消息的文字",
            zh_hant: "訊息的文字",
            es: "El texto del mensaje",
        },
        kind: OptionKind::Text { max_length: MAX_QUESTION },
        required: false,
        complete: None,
    }],
    places: Places::ON_DISCORD,
    answers: true,
    run: Run::Memory(respond),
    ..Command::BASE
};

const NO_TEXT: FixedText = FixedText {
    en: "This message has no text that I could answer.",
    zh_hans: "这条消息没有可以回答的文字。",
    zh_hant: "這則訊息沒有可以回答的文字。",
    es: "Este mensaje no tiene texto que pueda responder.",
};

fn respond(call: &Call<'_>) -> Reply {
    match call.text(&TEXT) {
        "" => Reply::error(NO_TEXT.in_language(call.language).to_owned(), call.language),
        question => call.answer(&Recall::Question(Topic::default()), Some(question), true),
    }
}
