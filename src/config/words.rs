//! Enums whose variants are words of the command line, of the file or of tags.

/// Defines an enum with a word for each variant; `$noun` names the enum in error messages.
macro_rules! words {
    (
        $(#[$outer:meta])* $type:ident, $noun:literal {
            $($(#[$doc:meta])* $variant:ident => $word:literal,)+
        }
    ) => {
        $(#[$outer])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum $type { $($(#[$doc])* $variant,)+ }

        impl $type {
            /// All of them.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)+];

            /// The word of the variant.
            pub fn word(self) -> &'static str {
                match self { $(Self::$variant => $word,)+ }
            }
        }

        impl std::fmt::Display for $type {
            fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                out.write_str(self.word())
            }
        }

        impl std::str::FromStr for $type {
            type Err = $crate::config::ConfigError;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                Self::ALL.iter().copied().find(|it| it.word() == text).ok_or_else(|| {
                    let words: Vec<&str> = Self::ALL.iter().map(|it| it.word()).collect();
                    $crate::config::ConfigError::new(format!(
                        "`{text}` is not {}: choose one of {}", $noun, words.join(", ")
                    ))
                })
            }
        }
    };
}

pub(super) use words;
