//! A file that shows what no exchange shows: a picture, a log.

use std::borrow::Cow;

/// A file, kept where somebody will want to look at it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attachment {
    /// What it shows, as the name of a file; never anything a target or a person made up.
    pub name: Cow<'static, str>,
    /// What kind of file it is.
    pub media_type: Cow<'static, str>,
    /// Its content; nothing when the file is there already.
    pub content: Option<Vec<u8>>,
}

impl Attachment {
    /// A file with this content.
    pub fn new(name: &'static str, media_type: &'static str, bytes: Vec<u8>) -> Self {
        Self { name: name.into(), media_type: media_type.into(), content: Some(bytes) }
    }

    /// A file that a record tells of. A name that could lead elsewhere is none of ours.
    pub fn told(name: String, media_type: String) -> Option<Self> {
        let harmless = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '.');
        let ours = !name.is_empty() && !name.starts_with('.') && name.chars().all(harmless);
        ours.then(|| Self { name: name.into(), media_type: media_type.into(), content: None })
    }
}
