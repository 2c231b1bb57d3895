//! A file that shows what no exchange shows: a picture, a log.

/// A file, kept where somebody will want to look at it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attachment {
    /// What it shows, as the name of a file; never anything a target or a person made up.
    pub name: &'static str,
    /// What kind of file it is.
    pub media_type: &'static str,
    /// Its content.
    pub bytes: Vec<u8>,
}

impl Attachment {
    /// A file with this content.
    pub fn new(name: &'static str, media_type: &'static str, bytes: Vec<u8>) -> Self {
        Self { name, media_type, bytes }
    }
}
