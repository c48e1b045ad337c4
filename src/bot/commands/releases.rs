//! `/releases`: what was released, the newest first, on as many pages as it takes.

use crate::bot::action::Recall;
use crate::bot::response::Reply;
use crate::bot::wording::FixedText;
use crate::engine::Chronicle;

use super::{Call, Command, Run};

const TITLE: FixedText = FixedText {
    en: "Releases, the newest first",
    zh_hans: "发布记录（从新到旧）",
    zh_hant: "發布紀錄（從新到舊）",
    es: "Lanzamientos, primero los más recientes",
};

/// The command.
pub const COMMAND: Command = Command {
    path: "releases",
    name: FixedText { en: "releases", zh_hans: "发布", zh_hant: "發布", es: "lanzamientos" },
    description: FixedText {
        en: "What was released, the newest first",
        zh_hans: "发布过什么，从新到旧",
        zh_hant: "發布過什麼，從新到舊",
        es: "Qué se ha lanzado, primero lo más reciente",
    },
    answers: true,
    run: Run::Memory(respond),
    ..Command::BASE
};

fn respond(call: &Call<'_>) -> Reply {
    let recall = Recall::Chronicle(Chronicle { releases: true, ..Chronicle::default() });
    let title = Some(TITLE.in_language(call.language).to_owned());
    Reply { title, ..call.answer(&recall, None, false) }
}
