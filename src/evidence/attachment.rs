//! Files attached to a scenario, such as a screenshot or a log.

use std::path::PathBuf;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Folder of attached files, below the report folder.
pub const ATTACHMENTS: &str = "attachments";

/// Name of the file with what was observed in a situation.
pub const SITUATION: &str = "situation.json";

/// A file attached to a scenario.
#[derive(Clone, Debug, Deserialize, JsonSchema, PartialEq, Eq, Serialize)]
pub struct Attachment {
    /// File name that describes the contents; never text from a target or a person.
    pub name: String,
    /// Kind of file.
    pub media_type: String,
    /// Path below the report folder, once it belongs to the record of a scenario.
    pub path: String,
    /// Contents of the file.
    #[serde(skip)]
    pub content: Content,
}

/// Contents of a file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Content {
    /// The content is not available.
    #[default]
    Lost,
    /// Content that is still to be written.
    Bytes(Vec<u8>),
    /// The file exists already, in the folder of its run.
    Kept(PathBuf),
}

impl Attachment {
    /// A file with this content.
    pub fn new(name: &str, media_type: &str, bytes: Vec<u8>) -> Self {
        let content = Content::Bytes(bytes);
        let (name, media_type) = (name.to_owned(), media_type.to_owned());
        Self { name, media_type, path: String::new(), content }
    }

    /// Sets its path: position of the scenario in the selection, attempt, number and name. No part of it
    /// comes from a target or a person.
    #[must_use]
    pub fn placed(self, position: usize, attempt: u32, number: usize) -> Self {
        let path = format!("{ATTACHMENTS}/{position:04}-{attempt}-{number}-{}", self.name);
        Self { path, ..self }
    }

    /// Whether its path is safe: a record that is read may contain any path.
    pub fn has_safe_path(&self) -> bool {
        let plain = |c: char| c.is_ascii_alphanumeric() || "-_.".contains(c);
        let in_folder = self.path.split_once('/').filter(|(folder, _)| *folder == ATTACHMENTS);
        let file = in_folder.map_or("", |(_, file)| file);
        !file.is_empty() && file.len() <= 100 && !file.starts_with('.') && file.chars().all(plain)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_paths_below_the_folder_are_safe() {
        let placed = Attachment::new("page.png", "image/png", Vec::new()).placed(7, 1, 2);
        assert_eq!(placed.path, "attachments/0007-1-2-page.png");
        assert!(placed.has_safe_path());
        for path in [
            "",
            "attachments/",
            "attachments/../x",
            "attachments/a/b",
            "/etc/passwd",
            "attachments/.x",
        ] {
            assert!(!Attachment { path: path.into(), ..placed.clone() }.has_safe_path(), "{path}");
        }
    }
}
