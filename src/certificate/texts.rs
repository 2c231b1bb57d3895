//! Texts of the page of a certificate: one TOML file for each language.

use std::collections::BTreeMap;
use std::sync::LazyLock;

/// Language of a page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PageLanguage {
    /// English.
    English,
    /// German.
    German,
}

/// Texts by key; `{n}` and `{m}` are numbers.
pub type CertificateTexts = BTreeMap<String, String>;

static ENGLISH: LazyLock<CertificateTexts> =
    LazyLock::new(|| toml::from_str(include_str!("locales/en.toml")).unwrap_or_default());
static GERMAN: LazyLock<CertificateTexts> =
    LazyLock::new(|| toml::from_str(include_str!("locales/de.toml")).unwrap_or_default());

impl PageLanguage {
    /// All languages.
    pub const ALL: [Self; 2] = [Self::English, Self::German];

    /// Name of the page in a bundle.
    pub fn file(self) -> &'static str {
        match self {
            Self::English => "certificate.html",
            Self::German => "zertifikat.html",
        }
    }

    fn texts(self) -> &'static CertificateTexts {
        match self {
            Self::English => &ENGLISH,
            Self::German => &GERMAN,
        }
    }

    /// Text of a key.
    pub fn text(self, key: &str) -> &'static str {
        self.texts().get(key).map_or("", String::as_str)
    }

    /// Text of a key with its numbers.
    pub fn numbers(self, key: &str, n: usize, m: usize) -> String {
        self.text(key).replace("{n}", &n.to_string()).replace("{m}", &m.to_string())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_languages_have_the_same_texts() {
        let keys = |it: &CertificateTexts| it.keys().cloned().collect::<Vec<_>>();
        assert_eq!(keys(&ENGLISH), keys(&GERMAN));
        assert_eq!(PageLanguage::German.text("language"), "de");
        for key in keys(&ENGLISH) {
            let numbers = |it: &str| [it.contains("{n}"), it.contains("{m}")];
            assert_eq!(numbers(&ENGLISH[&key]), numbers(&GERMAN[&key]), "{key}");
        }
    }
}
