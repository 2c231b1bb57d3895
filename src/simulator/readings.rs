//! The reading the simulator plays where the guide can be read in several ways.

macro_rules! readings {
    ($($(#[$doc:meta])* $type:ident, $field:ident, $question:literal {
        $($(#[$variant_doc:meta])* $name:ident => $word:literal,)+
    })+) => {
        $($(#[$doc])*
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
        pub enum $type { $($(#[$variant_doc])* $name,)+ })+

        /// One reading per question; the default is the first of each.
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
        pub struct Readings { $($(#[$doc])* pub $field: $type,)+ }

        impl Readings {
            /// Every question with its readings, the default first.
            pub const QUESTIONS: &'static [(&'static str, &'static [&'static str])] =
                &[$(($question, &[$($word,)+]),)+];

            /// Chooses the reading of one question.
            pub fn set(&mut self, question: &str, reading: &str) -> Result<(), UnknownReading> {
                match (question, reading) {
                    $($(($question, $word) => self.$field = $type::$name,)+)+
                    _ => return Err(UnknownReading::of(question, reading)),
                }
                Ok(())
            }
        }
    };
}

readings! {
    /// How a SCHUFA refusal shows on create (C-01).
    Schufa, schufa, "C-01" {
        /// The call is refused with 412.
        #[default]
        Http412 => "http-412",
        /// The identification exists and has failed.
        FailedReason => "failed-reason",
    }
    /// What a QES call says about an identification that ended at the bank (C-02).
    Account, account, "C-02" {
        /// 409 `expectation_mismatch`.
        #[default]
        Http409 => "http-409",
        /// 412 with the reason's code.
        Http412 => "http-412",
        /// 422 `invalid_status`; the reason is in the identification alone.
        FailedReason => "failed-reason",
    }
    /// What happens to an authorised holder (C-03).
    Holder, holder, "C-03" {
        /// They may identify.
        #[default]
        Success => "success",
        /// They are refused after the payment.
        Refused => "refused",
    }
    /// How long a TAN lives (C-05).
    TanWindow, tan_window, "C-05" {
        /// Five minutes.
        #[default]
        Five => "5-min",
        /// Eight minutes.
        Eight => "8-min",
        /// Ten minutes.
        Ten => "10-min",
    }
    /// Which TAN lives after a second one was requested (C-06).
    SecondTan, second_tan, "C-06" {
        /// The new one.
        #[default]
        PreviousDead => "previous-dead",
        /// The first one, while its window lasts.
        NewDead => "new-dead",
    }
    /// What a null does to the industry of a person (C-17).
    NullIndustry, null_industry, "C-17" {
        /// It clears it.
        #[default]
        Clears => "null-clears",
        /// Nothing.
        Ignored => "null-ignored",
    }
    /// Which member of the eligibility answer gives the reason (C-21).
    Ineligible, ineligible, "C-21" {
        /// `failure_reason`.
        #[default]
        FailureReason => "failure-reason",
        /// `reasons`, an array.
        Reasons => "reasons-array",
    }
    /// The status code of a defective request to create an identification (C-27).
    Defect, defect, "C-27" {
        /// As in the general list of errors.
        #[default]
        Http400 => "http-400",
        /// As in Appendix III.
        Http412 => "http-412",
    }
    /// The status code of a failure without a cause (C-28).
    Generic, generic, "C-28" {
        /// As in Appendix III.
        #[default]
        Http412 => "http-412",
        /// As in the general list of errors.
        Http500 => "http-500",
    }
    /// What changing a property that has a value does (C-43).
    Change, change, "C-43" {
        /// It changes.
        #[default]
        AtOnce => "at-once",
        /// The customer is to authorise it first.
        Request => "change-request",
    }
    /// How an identification ends whose payment came too late (C-10).
    LateWizard, late_wizard, "C-10" {
        /// `failed` with `account_snapshot_expired`.
        #[default]
        Failed => "failed-snapshot-expired",
        /// `expired`.
        Expired => "status-expired",
    }
    /// How long an undelivered webhook is repeated (C-39).
    Retries, retries, "C-39" {
        /// 25 attempts in about five days.
        #[default]
        TwentyFive => "25-retries-5-days",
        /// 20 attempts in seven days.
        Twenty => "20-retries-7-days",
    }
}

impl Readings {
    /// Attempts to deliver a webhook (C-39).
    pub fn webhook_attempts(&self) -> u32 {
        match self.retries {
            Retries::TwentyFive => 25,
            Retries::Twenty => 20,
        }
    }

    /// Length of the TAN window (C-05).
    pub fn tan_minutes(&self) -> i64 {
        match self.tan_window {
            TanWindow::Five => 5,
            TanWindow::Eight => 8,
            TanWindow::Ten => 10,
        }
    }
}

/// A question or reading that does not exist.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("no reading '{reading}' of '{question}'; known are {known}")]
pub struct UnknownReading {
    question: String,
    reading: String,
    known: String,
}

impl UnknownReading {
    fn of(question: &str, reading: &str) -> Self {
        let asked = |id: &str| {
            Readings::QUESTIONS.iter().all(|known| known.0 != question) || id == question
        };
        let known: Vec<String> = Readings::QUESTIONS
            .iter()
            .filter(|(id, _)| asked(id))
            .map(|(id, words)| format!("{id} = {}", words.join(" | ")))
            .collect();
        Self { question: question.to_owned(), reading: reading.to_owned(), known: known.join(", ") }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_listed_reading_can_be_set() {
        for (question, words) in Readings::QUESTIONS {
            for word in *words {
                assert_eq!(Readings::default().set(question, word), Ok(()));
            }
        }
    }

    #[test]
    fn an_unknown_reading_is_told_what_is_known() {
        let error = Readings::default().set("C-01", "x").unwrap_err();
        assert!(error.to_string().ends_with("C-01 = http-412 | failed-reason"));
        let error = Readings::default().set("C-99", "x").unwrap_err();
        assert!(error.to_string().contains("C-10 = "));
    }
}
