//! Discord's limits. Lengths are counted in UTF-16 units here: never less than Discord counts.

/// An embed's title.
pub const EMBED_TITLE: usize = 256;
/// An embed's description.
pub const EMBED_DESCRIPTION: usize = 4_096;
/// How many fields an embed has.
pub const EMBED_FIELDS: usize = 25;
/// The name of an embed's field.
pub const FIELD_NAME: usize = 256;
/// The value of an embed's field.
pub const FIELD_VALUE: usize = 1_024;
/// All text of all embeds of a message together.
pub const EMBEDS_TOTAL: usize = 6_000;
/// The name of a thread.
pub const THREAD_NAME: usize = 100;
/// The name of a choice that autocomplete offers.
pub const CHOICE_NAME: usize = 100;
/// The value of a choice that autocomplete offers.
pub const CHOICE_VALUE: usize = 100;
/// Rows of components under a message.
pub const ROWS: usize = 5;
/// Buttons in a row.
pub const BUTTONS_IN_ROW: usize = 5;
/// What a button says.
pub const BUTTON_LABEL: usize = 80;
/// What a menu says before anything is chosen.
pub const MENU_PROMPT: usize = 150;
/// An option of a menu: what it says and what it means.
pub const MENU_OPTION: usize = 100;
/// A form's title.
pub const FORM_TITLE: usize = 45;
/// What is written above a form's field.
pub const FORM_LABEL: usize = 45;
/// The example in a form's field.
pub const FORM_EXAMPLE: usize = 100;
