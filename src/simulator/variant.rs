//! Variants: named sets of readings and freedoms.

use std::str::FromStr;

use serde::Deserialize;

use super::choices::UnknownChoice;
use super::freedoms::{CreatedStatus, ErrorIds, ExtraMembers, Freedoms, Settling};
use super::readings::{CodeCase, ErrorStatus, Listing, Missing, Readings, Reference, WaitingTime};

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
        }
    }
}

impl FromStr for Variant {
    type Err = UnknownChoice;

    fn from_str(word: &str) -> Result<Self, UnknownChoice> {
        match word {
            "as-printed" | "plain" => Ok(Self::AsPrinted),
            "permissive" | "sloppy" => Ok(Self::Permissive),
            other => {
                let known = [("variant", &["as-printed", "permissive"][..])];
                Err(UnknownChoice::of(&known, "variant", other))
            }
        }
    }
}
