//! Variants: named sets of readings and freedoms.

use std::str::FromStr;

use serde::Deserialize;

use super::choices::UnknownChoice;
use super::freedoms::{
    AddressNotation, BankPage, CallLimit, ConnectionEnd, CreatedStatus, ErrorIds, ExtraMembers,
    Freedoms, HeaderFields, Settling, SmsLimit,
};
use super::readings::{
    CodeCase, ErrorStatus, Listing, Missing, Readings, Reference, TanLength, WaitingTime,
};

/// Variant of the API: as printed, or with many permitted deviations.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Variant {
    /// The API as the guide prints it.
    #[default]
    #[serde(alias = "plain")]
    AsPrinted,
    /// 200 for 201, undocumented members, UUIDs as ids of errors, delayed changes of status, and
    /// the least expected readings.
    #[serde(alias = "sloppy")]
    Permissive,
    /// A shared Sandbox: changes after seconds, limits on calls and SMS, a bank page of scripts, TANs
    /// of four digits, many header fields, closed connections, normalised addresses.
    Sandbox,
}

impl Variant {
    /// Readings of the variant.
    pub fn readings(self) -> Readings {
        match self {
            Self::AsPrinted => Readings::default(),
            Self::Permissive => Readings {
                missing: Missing::Text,
                listing: Listing::Always,
                waiting_time: WaitingTime::Every,
                code_case: CodeCase::Lower,
                reference: Reference::Prefixed,
                error_status: ErrorStatus::Text,
                ..Readings::default()
            },
            Self::Sandbox => Readings { tan_length: TanLength::Four, ..Readings::default() },
        }
    }

    /// Freedoms of the variant.
    pub fn freedoms(self) -> Freedoms {
        match self {
            Self::AsPrinted => Freedoms::default(),
            Self::Permissive => Freedoms {
                extra_members: ExtraMembers::Some,
                error_ids: ErrorIds::Uuid,
                created_status: CreatedStatus::Ok,
                settling: Settling::ThirdRetrieval,
                ..Freedoms::default()
            },
            Self::Sandbox => Freedoms {
                addresses: AddressNotation::Normalised,
                settling: Settling::TwoSeconds,
                call_limit: CallLimit::ThreePercent,
                sms_limit: SmsLimit::SixtyAnHour,
                bank_page: BankPage::Scripts,
                header_fields: HeaderFields::Many,
                connection: ConnectionEnd::Closed,
                ..Freedoms::default()
            },
        }
    }
}

impl FromStr for Variant {
    type Err = UnknownChoice;

    fn from_str(word: &str) -> Result<Self, UnknownChoice> {
        match word {
            "as-printed" | "plain" => Ok(Self::AsPrinted),
            "permissive" | "sloppy" => Ok(Self::Permissive),
            "sandbox" => Ok(Self::Sandbox),
            other => {
                let known = [("variant", &["as-printed", "permissive", "sandbox"][..])];
                Err(UnknownChoice::of(&known, "variant", other))
            }
        }
    }
}
