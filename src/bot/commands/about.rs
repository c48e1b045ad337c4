//! `/about`: which version this is, how old its data is, whose documents it rests on, and under which terms it runs.

use jiff::tz::TimeZone;

use crate::bot::response::Reply;
use crate::bot::wording::FixedText;

use super::{Call, Command, Run, sources};

/// The command.
pub const COMMAND: Command = Command {
    path: "about",
    name: FixedText { en: "about", zh_hans: "关于", zh_hant: "關於", es: "acerca" },
    description: FixedText {
        en: "Version, date of the data, credits, terms and privacy",
        zh_hans: "版本、数据日期、致谢、条款与隐私",
        zh_hant: "版本、資料日期、致謝、條款與隱私",
        es: "Versión, fecha de los datos, créditos, condiciones y privacidad",
    },
    run: Run::Memory(respond),
    ..Command::BASE
};

/// `{version}` is filled in.
const VERSION: FixedText = FixedText {
    en: "Lablore {version}: answers about the Chinese AI labs, put together by rules from the documents below. No language model is involved.",
    zh_hans: "Lablore {version}：依据下列文档按规则整理出有关中国 AI 实验室的回答，不使用语言模型。",
    zh_hant: "Lablore {version}：依據下列文件按規則整理出有關中國 AI 實驗室的回答，不使用語言模型。",
    es: "Lablore {version}: respuestas sobre los laboratorios chinos de IA, compuestas por reglas a partir de los documentos de abajo. Sin modelo de lenguaje.",
};

/// `{time}` and `{edition}` are filled in.
const DATA: FixedText = FixedText {
    en: "Data as of {time} UTC, edition {edition}.",
    zh_hans: "数据时间：{time} UTC，版次 {edition}。",
    zh_hant: "資料時間：{time} UTC，版次 {edition}。",
    es: "Datos de {time} UTC, edición {edition}.",
};

/// `{edition}` is filled in.
const DATA_WITHOUT_TIME: FixedText = FixedText {
    en: "Data edition {edition}.",
    zh_hans: "数据版次 {edition}。",
    zh_hant: "資料版次 {edition}。",
    es: "Edición de los datos: {edition}.",
};

const CREDITS: FixedText = FixedText {
    en: "The documents belong to their authors:",
    zh_hans: "文档版权归各自作者所有：",
    zh_hant: "文件版權歸各自作者所有：",
    es: "Los documentos son de sus autores:",
};

const TERMS: FixedText =
    FixedText {
        en: "Terms of service:", zh_hans: "服务条款：", zh_hant: "服務條款：", es: "Condiciones de uso:"
    };

const PRIVACY: FixedText =
    FixedText {
        en: "Privacy policy:", zh_hans: "隐私政策：", zh_hant: "隱私政策：", es: "Política de privacidad:"
    };

const NO_ADDRESS: FixedText = FixedText {
    en: "the operator has named no address; /privacy says what is stored",
    zh_hans: "运营者未提供网址；/隐私 说明存储的内容",
    zh_hant: "營運者未提供網址；/隱私 說明儲存的內容",
    es: "quien opera no ha dado dirección; /privacidad dice qué se guarda",
};

fn respond(call: &Call<'_>) -> Reply {
    let language = call.language;
    let edition = format!("{:08x}", call.engine.edition());
    let built = call.engine.built_at.map(|time| time.to_zoned(TimeZone::UTC).strftime("%Y-%m-%d %H:%M").to_string());
    let data = match built {
        Some(time) => DATA.in_language(language).replace("{time}", &time),
        None => DATA_WITHOUT_TIME.in_language(language).to_owned(),
    };
    let mut lines = vec![
        VERSION.in_language(language).replace("{version}", env!("CARGO_PKG_VERSION")),
        data.replace("{edition}", &edition),
        String::new(),
        CREDITS.in_language(language).to_owned(),
    ];
    let passages = sources::PASSAGES.in_language(language);
    lines.extend(call.engine.sources().iter().map(|source| format!("- {}", sources::line(source, passages))));
    lines.push(String::new());
    for (label, address) in [(TERMS, &call.bot.operator.terms), (PRIVACY, &call.bot.operator.privacy)] {
        let address = address.as_deref().unwrap_or(NO_ADDRESS.in_language(language));
        lines.push(format!("{} {address}", label.in_language(language)));
    }
    Reply::info(Some(COMMAND.name.in_language(language).to_owned()), lines.join("\n"), language).privately()
}
