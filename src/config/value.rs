//! Types of settings: how each is read and shown.

use std::net::SocketAddr;
use std::num::NonZeroU64;
use std::path::{Path, PathBuf};
use std::time::Duration;

use toml::de::DeValue;
use url::Url;

use super::base_url::base_url;
use super::file::section::{Section, Value};
use super::setting::{Effective, FlagArity, Setting};
use super::{
    ByteSize, Capability, Chromedriver, ConfigError, CustomerNumber, HostName, Origin, Proxy, Rate,
    ReadingDemand, Reference, Secret, Sourced, TanSource, Timing, WizardDriver, duration,
};

/// The value of a key in the file, if the key exists.
pub(super) type FromToml<T> = Result<Option<Sourced<T>>, ConfigError>;

/// A type of setting.
pub(super) trait SettingValue: Sized {
    /// Number of values that a flag of this type takes.
    const ARITY: FlagArity = FlagArity::One;

    /// Reads the text of a flag or variable.
    fn parse(text: &Sourced<String>) -> Result<Self, ConfigError>;

    /// Reads the key of a file; `base` is the directory of the file.
    fn from_toml(section: &mut Section<'_>, key: &'static str, _base: &Path) -> FromToml<Self> {
        let Some(text) = section.text(key)? else { return Ok(None) };
        match Self::parse(&text) {
            Ok(value) => Ok(Some(text.map(|_| value))),
            Err(error) => Err(text.wrong(&format!("`{key}`: {error}"))),
        }
    }

    /// This value, completed by one of lower priority.
    fn or(self, _below: Self) -> Self {
        self
    }

    /// The value as `doctor` shows it.
    fn show(&self, setting: &Setting) -> String;

    /// The rows of `doctor`.
    fn rows(given: &Sourced<Self>, setting: &Setting) -> Vec<Effective> {
        vec![row(setting.key, given.value.show(setting), &given.origin)]
    }

    /// Whether the value is a secret in plain text.
    fn is_plain_secret(&self) -> bool {
        false
    }
}

/// Reads the text of a flag or variable; an error names that source.
pub(super) fn read<T: SettingValue>(
    text: Option<Sourced<String>>,
) -> Result<Option<Sourced<T>>, ConfigError> {
    let Some(text) = text else { return Ok(None) };
    match T::parse(&text) {
        Ok(value) => Ok(Some(text.map(|_| value))),
        Err(error) => Err(text.wrong(&error.to_string())),
    }
}

/// The value of higher priority, completed by the other.
pub(super) fn merge<T: SettingValue>(
    above: Option<Sourced<T>>,
    below: Option<Sourced<T>>,
) -> Option<Sourced<T>> {
    match (above, below) {
        (Some(above), Some(below)) => Some(above.map(|it| it.or(below.value))),
        (above, below) => above.or(below),
    }
}

/// The rows of `doctor` for one setting.
pub(super) fn rows<T: SettingValue>(
    setting: &Setting,
    given: Option<&Sourced<T>>,
    default: Option<T>,
) -> Vec<Effective> {
    let default = default.map(Sourced::by_default);
    match (given.or(default.as_ref()), setting.unset) {
        (Some(value), _) => T::rows(value, setting),
        (None, Some(text)) => vec![row(setting.key, text, &Origin::Default)],
        (None, None) => Vec::new(),
    }
}

/// A row of `doctor`.
pub(super) fn row(name: &str, value: impl Into<String>, origin: &Origin) -> Effective {
    Effective { name: name.to_owned(), value: value.into(), origin: origin.clone() }
}

/// Implements a type that is written as one text, in the file too.
macro_rules! text_value {
    ($($type:ty: $parse:expr, $show:expr;)+) => {$(
        impl SettingValue for $type {
            fn parse(text: &Sourced<String>) -> Result<Self, ConfigError> {
                $parse(text.value.as_str())
            }

            fn show(&self, _setting: &Setting) -> String {
                $show(self)
            }
        }
    )+};
}

text_value! {
    Url: base_url, ToString::to_string;
    Rate: str::parse, ToString::to_string;
    ByteSize: str::parse, ToString::to_string;
    WizardDriver: str::parse, ToString::to_string;
    Proxy: str::parse, ToString::to_string;
    SocketAddr: socket_address, ToString::to_string;
    Duration: duration, |it: &Self| humantime::format_duration(*it).to_string();
}

fn socket_address(text: &str) -> Result<SocketAddr, ConfigError> {
    let wrong = |_| {
        ConfigError::new(format!("`{text}` is not an address: write IP:PORT, as in 0.0.0.0:9000"))
    };
    text.parse().map_err(wrong)
}

impl SettingValue for u64 {
    fn parse(text: &Sourced<String>) -> Result<Self, ConfigError> {
        let text = &text.value;
        let wrong = |_| ConfigError::new(format!("`{text}` is not a whole number from 0 up"));
        text.parse().map_err(wrong)
    }

    fn from_toml(section: &mut Section<'_>, key: &'static str, _base: &Path) -> FromToml<Self> {
        section.number(key, "a whole number from 0 up", Some)
    }

    fn show(&self, _setting: &Setting) -> String {
        self.to_string()
    }
}

impl SettingValue for NonZeroU64 {
    fn parse(text: &Sourced<String>) -> Result<Self, ConfigError> {
        let text = &text.value;
        let wrong = |_| ConfigError::new(format!("`{text}` is not a whole number from 1 up"));
        text.parse().map_err(wrong)
    }

    fn from_toml(section: &mut Section<'_>, key: &'static str, _base: &Path) -> FromToml<Self> {
        section.number(key, "a whole number from 1 up", Self::new)
    }

    fn show(&self, _setting: &Setting) -> String {
        self.to_string()
    }
}

impl SettingValue for bool {
    const ARITY: FlagArity = FlagArity::Switch;

    fn parse(text: &Sourced<String>) -> Result<Self, ConfigError> {
        let text = &text.value;
        text.parse().map_err(|_| ConfigError::new(format!("`{text}` is neither true nor false")))
    }

    fn from_toml(section: &mut Section<'_>, key: &'static str, _base: &Path) -> FromToml<Self> {
        section.flag(key)
    }

    fn show(&self, _setting: &Setting) -> String {
        self.to_string()
    }
}

impl SettingValue for PathBuf {
    fn parse(text: &Sourced<String>) -> Result<Self, ConfigError> {
        Ok(Self::from(&text.value))
    }

    fn from_toml(section: &mut Section<'_>, key: &'static str, base: &Path) -> FromToml<Self> {
        Ok(section.text(key)?.map(|path| path.map(|path| base.join(path))))
    }

    fn show(&self, _setting: &Setting) -> String {
        self.display().to_string()
    }
}

impl SettingValue for Chromedriver {
    fn parse(text: &Sourced<String>) -> Result<Self, ConfigError> {
        match text.value.parse() {
            Ok(driver) => Ok(driver),
            Err(never) => match never {},
        }
    }

    fn from_toml(section: &mut Section<'_>, key: &'static str, base: &Path) -> FromToml<Self> {
        let driver = read::<Self>(section.text(key)?)?;
        Ok(driver.map(|it| it.map(|driver| driver.below(base))))
    }

    fn show(&self, _setting: &Setting) -> String {
        self.to_string()
    }
}

/// Implements a list that is written with commas, and as an array in the file.
macro_rules! list_value {
    ($($type:ty: $show:expr;)+) => {$(
        impl SettingValue for Vec<$type> {
            fn parse(text: &Sourced<String>) -> Result<Self, ConfigError> {
                text.value.split(',').map(|word| word.trim().parse()).collect()
            }

            fn from_toml(
                section: &mut Section<'_>,
                key: &'static str,
                _base: &Path,
            ) -> FromToml<Self> {
                let Some(value) = section.value(key) else { return Ok(None) };
                let read = |word: Sourced<String>| {
                    word.value.parse::<$type>().map_err(|error| word.wrong(&error.to_string()))
                };
                let words = section.texts(key)?.into_iter().map(read).collect::<Result<_, _>>()?;
                Ok(Some(section.sourced(value, words)))
            }

            fn show(&self, _setting: &Setting) -> String {
                self.iter().map($show).collect::<Vec<String>>().join(", ")
            }
        }
    )+};
}

list_value! {
    Capability: |it| it.word().to_owned();
    CustomerNumber: ToString::to_string;
    HostName: ToString::to_string;
}

impl SettingValue for Timing {
    fn parse(text: &Sourced<String>) -> Result<Self, ConfigError> {
        text.value.parse()
    }

    fn from_toml(section: &mut Section<'_>, key: &'static str, base: &Path) -> FromToml<Self> {
        let Some(value) = section.value(key) else { return Ok(None) };
        let mut timers = section.below(key, value)?;
        let mut timing = Self::default();
        for name in Self::NAMES {
            if let Some(length) = Duration::from_toml(&mut timers, name, base)? {
                timing.set(name, length.value)?;
            }
        }
        timers.finish()?;
        Ok(Some(section.sourced(value, timing)))
    }

    fn or(self, below: Self) -> Self {
        Self::or(self, below)
    }

    fn show(&self, _setting: &Setting) -> String {
        self.to_string()
    }
}

/// Each reading has its own source, and the source of higher priority decides per question.
impl SettingValue for Vec<Sourced<ReadingDemand>> {
    const ARITY: FlagArity = FlagArity::Many;

    fn parse(text: &Sourced<String>) -> Result<Self, ConfigError> {
        let demand = |it: &str| Ok(Sourced { value: it.parse()?, origin: text.origin.clone() });
        text.value.split(',').map(demand).collect()
    }

    /// Reads `reading.C-01 = "http-412"`; the catalogue decides later whether the question exists.
    fn from_toml(section: &mut Section<'_>, key: &'static str, _base: &Path) -> FromToml<Self> {
        let Some(value) = section.value(key) else { return Ok(None) };
        let readings = section.below(key, value)?;
        let demand = |(question, value): (&str, Value<'_>)| {
            let reading = readings.text_of(question, value)?;
            Ok(reading.map(|reading| ReadingDemand { question: question.to_owned(), reading }))
        };
        let demands = readings.entries().into_iter().map(demand).collect::<Result<_, _>>()?;
        Ok(Some(section.sourced(value, demands)))
    }

    fn or(mut self, below: Self) -> Self {
        for reading in below {
            if !self.iter().any(|it| it.value.question == reading.value.question) {
                self.push(reading);
            }
        }
        self
    }

    fn show(&self, _setting: &Setting) -> String {
        self.iter().map(|it| it.value.reading.as_str()).collect::<Vec<_>>().join(", ")
    }

    fn rows(given: &Sourced<Self>, setting: &Setting) -> Vec<Effective> {
        let shown = |it: &Sourced<ReadingDemand>| {
            let name = format!("{}.{}", setting.key, it.value.question);
            row(&name, &it.value.reading, &it.origin)
        };
        given.value.iter().map(shown).collect()
    }
}

impl SettingValue for Reference {
    fn parse(text: &Sourced<String>) -> Result<Self, ConfigError> {
        Ok(Self::Literal(Secret::new(&text.value)))
    }

    fn from_toml(section: &mut Section<'_>, key: &'static str, base: &Path) -> FromToml<Self> {
        let Some(value) = section.value(key) else { return Ok(None) };
        match value.get_ref() {
            DeValue::String(text) => {
                Ok(Some(section.sourced(value, Self::Literal(Secret::new(text.as_ref())))))
            }
            DeValue::Table(_) => reference_to(section.below(key, value)?, base).map(Some),
            _ => Err(section.unlike(key, value, "a text, or one of env, file and command")),
        }
    }

    fn show(&self, setting: &Setting) -> String {
        match self {
            Self::Literal(_) if setting.secret => "[masked]".to_owned(),
            Self::Literal(public) => public.reveal().to_owned(),
            place => format!("[masked], {place}"),
        }
    }

    fn is_plain_secret(&self) -> bool {
        matches!(self, Self::Literal(_))
    }
}

impl SettingValue for TanSource {
    fn parse(text: &Sourced<String>) -> Result<Self, ConfigError> {
        text.value.parse()
    }

    fn from_toml(section: &mut Section<'_>, key: &'static str, base: &Path) -> FromToml<Self> {
        let Some(value) = section.value(key) else { return Ok(None) };
        match value.get_ref() {
            DeValue::String(text) => match text.parse() {
                Ok(source) => Ok(Some(section.sourced(value, source))),
                Err(error) => Err(section.sourced(value, ()).wrong(&format!("`{key}`: {error}"))),
            },
            DeValue::Table(_) => {
                let place = reference_to(section.below(key, value)?, base)?;
                Ok(Some(place.map(Self::At)))
            }
            _ => Err(section.unlike(key, value, "a text, or one of env, file and command")),
        }
    }

    fn show(&self, _setting: &Setting) -> String {
        self.to_string()
    }
}

/// Reads `{ env = "X" }`, `{ file = "path" }` or `{ command = "…" }`.
fn reference_to(mut section: Section<'_>, base: &Path) -> Result<Sourced<Reference>, ConfigError> {
    let places = [
        section.text("env")?.map(|name| name.map(Reference::Environment)),
        section.text("file")?.map(|path| path.map(|path| Reference::File(base.join(path)))),
        section.text("command")?.map(|command| command.map(Reference::Command)),
    ];
    let count = places.iter().flatten().count();
    let one = places.into_iter().flatten().next().filter(|_| count == 1);
    let one = one.ok_or_else(|| {
        section.wrong_here(
            "give one place: { env = \"NAME\" }, { file = \"PATH\" } or { command = \"CMD\" }",
        )
    });
    section.finish()?;
    one
}
