//! Choices of the simulator: each question has several values, one of which is in force.

/// Defines an enum for each question, and the set of their values in force. The first value of each
/// question is the default.
macro_rules! choices {
    ($(#[$set_doc:meta])* $set:ident
    $($(#[$doc:meta])* $type:ident, $field:ident, $question:literal {
        $($(#[$value_doc:meta])* $name:ident => $word:literal,)+
    })+) => {
        $($(#[$doc])*
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
        pub enum $type { $($(#[$value_doc])* $name,)+ })+

        $(#[$set_doc])*
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
        pub struct $set { $($(#[$doc])* pub $field: $type,)+ }

        impl $set {
            /// Every question with its values, the default first.
            pub const QUESTIONS: &'static [(&'static str, &'static [&'static str])] =
                &[$(($question, &[$($word,)+]),)+];

            /// Sets the value of one question.
            ///
            /// # Errors
            /// When the question has no such value, or does not exist.
            pub fn set(
                &mut self,
                question: &str,
                value: &str,
            ) -> Result<(), $crate::simulator::choices::UnknownChoice> {
                match (question, value) {
                    $($(($question, $word) => self.$field = $type::$name,)+)+
                    _ => {
                        let known = Self::QUESTIONS;
                        return Err($crate::simulator::choices::UnknownChoice::of(
                            known, question, value,
                        ));
                    }
                }
                Ok(())
            }
        }
    };
}

pub(super) use choices;

/// A question or value that does not exist.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the simulator cannot apply `{value}` for `{question}`; known are {known}")]
pub struct UnknownChoice {
    question: String,
    value: String,
    known: String,
}

impl UnknownChoice {
    /// Lists the values of the question, or all questions if it does not exist.
    pub fn of(questions: &[(&str, &[&str])], question: &str, value: &str) -> Self {
        let asked = questions.iter().find(|(id, _)| *id == question);
        let known = match asked {
            Some((_, words)) => words.join(" | "),
            None => questions.iter().map(|(id, _)| *id).collect::<Vec<_>>().join(", "),
        };
        Self { question: question.to_owned(), value: value.to_owned(), known }
    }
}

#[cfg(test)]
mod tests {
    use crate::simulator::Readings;

    #[test]
    fn an_unknown_value_is_an_error_with_the_known_ones() {
        let error = Readings::default().set("C-01", "x").unwrap_err();
        assert!(error.to_string().ends_with("known are http-412 | failed-reason"), "{error}");
        let error = Readings::default().set("C-99", "x").unwrap_err();
        assert!(error.to_string().contains("C-10, "), "{error}");
    }
}
