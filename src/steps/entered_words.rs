//! Words for what customers and partners enter: codes, numbers, dates.

use std::str::FromStr;

use cucumber::Parameter;
use jiff::{SignedDuration, Timestamp, ToSpan, civil::Date, tz::Offset};
use serde_json::{Value, json};

use crate::api::{STATIC_NUMBER, STATIC_OTP};
use crate::checks::{self, TanQuestion};
use crate::client::{Capability, NumberForm};
use crate::steps::actions::customer::{TanChoice, Visit};
use crate::steps::actions::mobile_number::OtpChoice;
use crate::steps::needs::{Need, ValueNeeds};
use crate::steps::word_tables::{OTHER_NUMBER, word_tables};
use crate::steps::wrong_values::{NO_NUMBERS, NOTHING, OTHER_TYPES, with_each};

word_tables! {
    /// An OTP that the customer enters.
    OtpWord(&'static str) = "otp" {
        "the static OTP" => STATIC_OTP,
        "a wrong OTP" => "313131",
        "the static OTP with another last digit" => "212213",
        "the static OTP with another first digit" => "312212",
        "the static OTP without its last digit" => "21221",
        "the static OTP with a digit too many" => "2122120",
    }
    /// An OTP other than that of the person who enters it.
    ForeignOtp(OtpChoice) = "foreign_otp" {
        "their OTP" => OtpChoice::Own,
        "the OTP of the other person" => OtpChoice::OfOtherPerson,
        "the static OTP for a number of their own" => OtpChoice::Static,
        "their OTP from back to front" => OtpChoice::Reversed,
    }
    /// Bodies that confirm a mobile number.
    NumberConfirmation(fn() -> Vec<Value>) = "confirmation" {
        "without its number" => || vec![json!({ "token": STATIC_OTP })],
        "without its token" => || vec![json!({ "number": STATIC_NUMBER })],
        "with another number" => || vec![json!({ "number": OTHER_NUMBER, "token": STATIC_OTP })],
        "with an empty token" => || vec![json!({ "number": STATIC_NUMBER, "token": "" })],
        "with nothing for its number" => || numbers(NOTHING),
        "with another type of number" => || numbers(OTHER_TYPES),
        "with a word for its number" => || numbers(NO_NUMBERS),
        "with another type of token" => || {
            let confirmed = |it| with(it, "number", STATIC_NUMBER);
            with_each("token", OTHER_TYPES).into_iter().map(confirmed).collect()
        },
    }
    /// Bodies of a confirmation without a TAN.
    MissingToken(fn() -> Vec<Value>) = "missing_token" {
        "without a token" => || vec![json!({})],
        "with an empty token" => || vec![json!({ "token": "" })],
        "with a number for a token" => || vec![json!({ "token": 7 })],
        "with another type of token" => || with_each("token", ["null", "true", "[]", "{}"]),
    }
    /// A TAN that the customer enters.
    TanWord(TanChoice) = "tan" {
        "the TAN" => TanChoice::Latest,
        "a wrong TAN" => TanChoice::Wrong,
        "a TAN that may be right" => TanChoice::Likely,
        "the TAN of the other identification" => TanChoice::OfOtherIdentification,
        "the static OTP as a TAN" => TanChoice::StaticOtp,
        "the OTP of the mobile number as a TAN" => TanChoice::OwnOtp,
        "the reference token" => TanChoice::Reference(str::to_owned),
        "the digits of the reference token" => TanChoice::Reference(checks::digits_of),
        "the TAN with another last digit" => TanChoice::Similar(checks::with_other_last_digit),
        "the TAN with another first digit" => TanChoice::Similar(checks::with_other_first_digit),
        "the TAN without its last digit" => TanChoice::Similar(checks::without_last_digit),
        "the TAN with a digit too many" => TanChoice::Similar(|tan| format!("{tan}0")),
        "the TAN from back to front" => TanChoice::Reversed,
    }
    /// A question that the TANs of several customers answer.
    TanQuestionWord(TanQuestion) = "tan_question" {
        "C-05" => TanQuestion::Lifetime,
        "C-06" => TanQuestion::SecondTan,
    }
    /// Visit of a bank page.
    VisitWord(Visit) = "visit" {
        "completes" => Visit::Complete,
        "tries to complete" => Visit::Try,
        "only logs in at" => Visit::LogIn,
        "opens" => Visit::Open,
    }
    /// Numbers that the customer types into the bank page.
    TypedNumbers(NumberForm) = "typed_numbers" {
        "" => NumberForm::Any,
        " with numbers that start with a zero" => NumberForm::WithZero,
        " with numbers that are even" => NumberForm::Even,
        " with numbers that are odd" => NumberForm::Odd,
        " with numbers that are all alike" => NumberForm::Alike,
    }
    /// Members that explain a self-employment: those with a value, and those that are null.
    Explanation([&'static [&'static str]; 2]) = "explanation" {
        "without explanation" => [&[], &[]],
        "with a job title only" => [&["job_title"], &[]],
        "with industry and key" => [&["industry", "industry_key"], &[]],
        "with a NACE code" => [&["nace_code"], &[]],
        "with a NACE code of null" => [&[], &["nace_code"]],
        "with industry and key cleared" => [&[], &["industry", "industry_key"]],
        "with the industry cleared" => [&[], &["industry"]],
        "with the key cleared" => [&[], &["industry_key"]],
        "with a NACE code and the industry cleared" => [&["nace_code"], &["industry"]],
    }
    /// A day, given the earliest and the latest date that today is in UTC or in Berlin.
    Day(fn(Date, Date) -> String) = "day" {
        "yesterday" => |earliest, _| earliest.saturating_sub(1.day()).to_string(),
        "two days ago" => |earliest, _| earliest.saturating_sub(2.days()).to_string(),
        "a year ago" => |earliest, _| earliest.saturating_sub(1.year()).to_string(),
        "today" => |_, latest| latest.to_string(),
        "tomorrow" => |earliest, _| earliest.saturating_add(1.day()).to_string(),
        "in two days" => |_, latest| latest.saturating_add(2.days()).to_string(),
        "in three days" => |_, latest| latest.saturating_add(3.days()).to_string(),
        "in a year" => |_, latest| latest.saturating_add(1.year()).to_string(),
        "today in German notation" => |_, latest| latest.strftime("%d.%m.%Y").to_string(),
        "by a word" => |_, _| "today".to_owned(),
    }
    /// Texts that change in the request that dates the AML confirmation.
    AmlRequest(&'static [&'static str]) = "aml_request" {
        "dates the AML confirmation" => &[],
        "changes two texts and dates the AML confirmation" => &["business_city", "job_title"],
    }
}

/// Confirmations with the static OTP, and with one of these values for a number.
fn numbers<const N: usize>(values: [&str; N]) -> Vec<Value> {
    with_each("number", values).into_iter().map(|it| with(it, "token", STATIC_OTP)).collect()
}

fn with(mut body: Value, member: &str, value: &str) -> Value {
    body[member] = value.into();
    body
}

/// A TAN that is like the right one, or must not be it, can be entered if the right one is known.
impl ValueNeeds for TanWord {
    fn needs(&self) -> Vec<Need> {
        let capabilities = match self.0 {
            TanChoice::Wrong | TanChoice::Likely => &[][..],
            TanChoice::OfOtherIdentification => &[Capability::Outbox],
            TanChoice::OwnOtp => &[Capability::Otp, Capability::Tan],
            _ => &[Capability::Tan],
        };
        capabilities.iter().copied().map(Need::Of).collect()
    }
}

/// Whether the page took the numbers shows in its text.
impl ValueNeeds for TypedNumbers {
    fn needs(&self) -> Vec<Need> {
        let is_particular = !matches!(self.0, NumberForm::Any);
        if is_particular { vec![Need::Of(Capability::PageText)] } else { Vec::new() }
    }
}

impl Day {
    /// Returns the text for this day. Where the date in UTC and in Berlin differs, or is about to, the
    /// returned one means the same in both.
    pub fn text(self, now: Timestamp) -> String {
        let margin = SignedDuration::from_mins(1);
        let at = |hours: i8, shift: SignedDuration| {
            let moment = now.checked_add(shift).unwrap_or(now);
            Offset::constant(hours).to_datetime(moment).date()
        };
        (self.0)(at(0, -margin), at(2, margin))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn around_midnight_the_date_means_the_same_in_utc_and_berlin() {
        let date = |day: &str, now: &str| day.parse::<Day>().unwrap().text(now.parse().unwrap());
        let at = |now| ["yesterday", "today", "tomorrow", "in two days"].map(|day| date(day, now));
        assert_eq!(
            at("2026-05-10T12:00:00Z"),
            ["2026-05-09", "2026-05-10", "2026-05-11", "2026-05-12"]
        );
        assert_eq!(
            at("2026-05-10T23:00:00Z"),
            ["2026-05-09", "2026-05-11", "2026-05-11", "2026-05-13"]
        );
        assert_eq!(
            at("2026-05-11T00:00:10Z"),
            ["2026-05-09", "2026-05-11", "2026-05-11", "2026-05-13"]
        );
    }
}
