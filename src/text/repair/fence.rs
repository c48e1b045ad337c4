//! Fenced code of Markdown: what stands in it is shown as it is, so repairs that look at words leave it alone.

/// Follows a text line by line and knows whether a line is code.
#[derive(Debug, Default)]
pub(super) struct Fence {
    open: Option<&'static str>,
}

impl Fence {
    /// Whether this line is a fence or stands between two.
    pub(super) fn covers(&mut self, line: &str) -> bool {
        let line = line.trim_start();
        if let Some(mark) = self.open {
            if line.starts_with(mark) {
                self.open = None;
            }
            return true;
        }
        self.open = ["```", "~~~"].into_iter().find(|mark| line.starts_with(mark));
        self.open.is_some()
    }
}
