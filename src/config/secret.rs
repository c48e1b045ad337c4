//! Values that are never shown, and where they may come from: a variable, or a file that a variable names.

use std::fmt;

use super::SettingsError;

/// What the name of a variable ends in that names a file with the secret instead.
const FILE_SUFFIX: &str = "_FILE";

/// A value that is never shown: its `Debug` form hides it.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

impl Secret {
    /// Wraps a secret.
    pub fn new(value: impl Into<String>) -> Self {
        Self(value.into())
    }

    /// The secret itself, for the one call that needs it.
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Secret(hidden)")
    }
}

/// The secret in the variable `name`, or in the file that `NAME_FILE` names, as systemd's credentials and the secrets of
/// containers come. White space around it is not part of it.
pub(super) fn read(name: &str, environment: &[(String, String)]) -> Result<Option<String>, SettingsError> {
    let file_name = format!("{name}{FILE_SUFFIX}");
    let variable = |wanted: &str| {
        let found = environment.iter().find(|(name, value)| name == wanted && !value.trim().is_empty());
        found.map(|(_, value)| value.trim().to_owned())
    };
    let Some(path) = variable(&file_name) else { return Ok(variable(name)) };
    let wrong = |problem: String| SettingsError::WrongValue {
        key: name.to_owned(),
        origin: format!("environment variable {file_name}"),
        problem,
    };
    if variable(name).is_some() {
        return Err(wrong(format!("is set as well as {file_name}; set one of them")));
    }
    let text = std::fs::read_to_string(&path).map_err(|error| wrong(format!("can't be read from {path}: {error}")))?;
    match text.trim() {
        "" => Err(wrong(format!("can't be read from {path}: the file is empty"))),
        secret => Ok(Some(secret.to_owned())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn environment(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
        pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
    }

    #[test]
    fn from_a_variable_or_a_file_but_not_both() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("token").display().to_string();
        std::fs::write(&path, "abc.def.ghi\n").unwrap();
        let from = |pairs: &[(&str, &str)]| read("DISCORD_TOKEN", &environment(pairs));
        assert_eq!(from(&[]).unwrap(), None);
        assert_eq!(from(&[("DISCORD_TOKEN", " x ")]).unwrap().as_deref(), Some("x"));
        assert_eq!(from(&[("DISCORD_TOKEN_FILE", &path)]).unwrap().as_deref(), Some("abc.def.ghi"));
        let both = from(&[("DISCORD_TOKEN_FILE", &path), ("DISCORD_TOKEN", "x")]).unwrap_err().to_string();
        assert!(both.contains("set one of them"), "{both}");
        let missing = from(&[("DISCORD_TOKEN_FILE", "no/such/file")]).unwrap_err().to_string();
        assert!(missing.contains("DISCORD_TOKEN_FILE") && missing.contains("no/such/file"), "{missing}");
        std::fs::write(&path, "\n").unwrap();
        assert!(from(&[("DISCORD_TOKEN_FILE", &path)]).unwrap_err().to_string().contains("empty"));
    }

    #[test]
    fn a_secret_hides_from_debug() {
        assert_eq!(format!("{:?}", Some(Secret::new("abc"))), "Some(Secret(hidden))");
    }
}
