//! Files that people hand in with a command: fetched from Discord's own addresses alone, within bounds of size and time.

use std::time::Duration;

use crate::bot::commands::{self, OptionKind};
use crate::bot::request::{OptionValue, Request, RequestKind, UploadContent};

/// Where Discord keeps files.
const HOSTS: [&str; 2] = ["https://cdn.discordapp.com/", "https://media.discordapp.net/"];

/// How long fetching a file may take.
const LIMIT: Duration = Duration::from_secs(20);

/// Fetches the file of a command, if it has one. `api_url` is where the API is, if not at Discord: files may come from
/// there as well.
pub(super) async fn fetch(request: &mut Request, api_url: Option<&str>) {
    let RequestKind::Command { name, options } = &mut request.kind else { return };
    // Who may not use the command has nothing fetched.
    let Some(command) = commands::find(name).filter(|_| request.caller.may_manage) else { return };
    for (name, value) in options {
        let kind = command.options.iter().find(|option| option.name.en == name).map(|option| option.kind);
        if let (Some(OptionKind::File { max_bytes }), OptionValue::File(upload)) = (kind, value)
            && let UploadContent::At(address) = &upload.content
        {
            upload.content = match fetched(address, upload.size, max_bytes, api_url).await {
                Ok(bytes) => UploadContent::Bytes(bytes),
                Err(reason) => UploadContent::Refused(reason),
            };
        }
    }
}

/// The bytes at an address.
async fn fetched(address: &str, size: usize, max_bytes: usize, api_url: Option<&str>) -> Result<Vec<u8>, String> {
    if size > max_bytes {
        return Err(format!("{size} bytes, where at most {max_bytes} are read"));
    }
    if !is_discords(address, api_url) {
        return Err("its address is not Discord's".to_owned());
    }
    let client = reqwest::Client::builder()
        .timeout(LIMIT)
        .redirect(reqwest::redirect::Policy::none())
        .build()
        .map_err(|error| error.to_string())?;
    let failed = |error: reqwest::Error| error.without_url().to_string();
    let mut answer = client.get(address).send().await.map_err(failed)?;
    if !answer.status().is_success() {
        return Err(format!("HTTP status {}", answer.status().as_u16()));
    }
    let mut bytes = Vec::new();
    while let Some(chunk) = answer.chunk().await.map_err(failed)? {
        bytes.extend_from_slice(&chunk);
        // What the platform said of the size is no proof.
        if bytes.len() > max_bytes {
            return Err(format!("more than {max_bytes} bytes"));
        }
    }
    Ok(bytes)
}

fn is_discords(address: &str, api_url: Option<&str>) -> bool {
    let own = api_url.and_then(|api| address.strip_prefix(api)).is_some_and(|path| path.starts_with('/'));
    own || HOSTS.iter().any(|host| address.starts_with(host))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_come_from_discord_alone() {
        for (address, expected) in [
            ("https://cdn.discordapp.com/ephemeral-attachments/1/2/a.md?ex=3", true),
            ("https://media.discordapp.net/attachments/1/2/a.md", true),
            ("https://cdn.discordapp.com.example.com/a.md", false),
            ("https://cdn.discordapp.com@example.com/a.md", false),
            ("http://cdn.discordapp.com/a.md", false),
            ("http://127.0.0.1:8000/a.md", true),
            ("http://127.0.0.1:80001/a.md", false),
            ("file:///etc/passwd", false),
        ] {
            assert_eq!(is_discords(address, Some("http://127.0.0.1:8000")), expected, "{address}");
        }
        assert!(!is_discords("http://127.0.0.1:8000/a.md", None));
    }

    #[tokio::test]
    async fn what_is_too_big_or_elsewhere_is_not_asked_for() {
        let too_big = fetched("https://cdn.discordapp.com/a.md", 11, 10, None).await;
        assert_eq!(too_big.unwrap_err(), "11 bytes, where at most 10 are read");
        let elsewhere = fetched("https://example.com/a.md", 1, 10, None).await;
        assert_eq!(elsewhere.unwrap_err(), "its address is not Discord's");
    }
}
