//! The rules of a tenant: readings, time windows, limits, and guards that faults switch off.
//!
//! Handlers and machine ask for the guard before they enforce anything, so that a fault is an entry
//! in a list and never a branch in a handler.

use std::sync::Arc;

use jiff::SignedDuration;
use serde::Deserialize;

use super::{AskedRules, Guard, Mistake, Parameter, Providers, Quantity, Sending};
use crate::api::{MockedIban, Status};
use crate::simulator::freedoms::Freedoms;
use crate::simulator::operation::Operation;
use crate::simulator::outbox::Purpose;
use crate::simulator::readings::{Listing, Readings};

/// Limits of the API. Only 20 and 1000 are documented; the others are high, so that they matter
/// only where a scenario lowers them.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct AttemptLimits {
    /// Maximum number of failed attempts of one person (BI-191).
    pub attempts_per_person: u32,
    /// Maximum number of failed attempts with one IBAN (BI-156).
    pub attempts_per_iban: u32,
    /// Maximum number of failed attempts with one mobile number, the static one excepted (BI-160).
    pub attempts_per_number: u32,
    /// Maximum number of failed attempts with one first and last name (BI-160).
    pub attempts_per_name: u32,
    /// Maximum number of persons with the same names, birth city and birth date (BI-019).
    pub identical_persons: u32,
}

impl Default for AttemptLimits {
    fn default() -> Self {
        Self {
            attempts_per_person: 20,
            attempts_per_iban: 1_000_000,
            attempts_per_number: 1_000_000,
            attempts_per_name: 1_000_000,
            identical_persons: 1000,
        }
    }
}

/// Lengths of the time windows; a missing one has the guide's length.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Windows {
    /// Time from the request to the finished bank page (BI-102).
    pub bank_page: Option<SignedDuration>,
    /// Time from the payment to the end of the QES (BI-142).
    pub signature: Option<SignedDuration>,
    /// Lifetime of a TAN (BI-108, BI-197).
    pub tan: Option<SignedDuration>,
    /// Age at which an identification expires (BI-182).
    pub expiry: Option<SignedDuration>,
    /// Lifetime of an access token.
    pub token: Option<SignedDuration>,
}

/// The rules of one tenant.
#[derive(Clone, Debug)]
pub struct Rules {
    /// Readings of the ambiguous questions.
    pub readings: Readings,
    /// Freedoms that the API takes.
    pub freedoms: Freedoms,
    /// Attempt limits in force.
    pub limits: AttemptLimits,
    /// Lengths of the time windows.
    pub windows: Windows,
    /// Health of the providers.
    pub providers: Providers,
    /// Notes what is asked for, if somebody wants to know.
    pub asked: Option<Arc<AskedRules>>,
    ignored: Vec<Guard>,
    parameters: Vec<Parameter>,
    /// Whether no guard is in force that refuses a call.
    lenient: bool,
}

macro_rules! parameter {
    ($($(#[$doc:meta])* $name:ident -> $type:ty = $variant:ident or $default:expr;)+) => {
        $($(#[$doc])*
        pub fn $name(&self) -> $type {
            let default: fn(&Self) -> $type = $default;
            self.parameter(|set| match set { Parameter::$variant(value) => Some(*value), _ => None })
                .unwrap_or_else(|| default(self))
        })+
    };
}

impl Rules {
    /// Rules with some guards off and some parameters changed.
    pub fn new(
        readings: Readings,
        limits: AttemptLimits,
        ignored: Vec<Guard>,
        parameters: Vec<Parameter>,
    ) -> Self {
        Self {
            readings,
            freedoms: Freedoms::default(),
            limits,
            windows: Windows::default(),
            providers: Providers::default(),
            asked: None,
            ignored,
            parameters,
            lenient: false,
        }
    }

    /// These rules without some guards, and with providers that answer.
    pub fn without(&self, guards: &[Guard]) -> Self {
        let ignored = [&self.ignored, guards].concat();
        Self { ignored, providers: Providers::default(), ..self.clone() }
    }

    /// These rules without any guard that refuses a call, and with providers that answer.
    pub fn lenient(&self) -> Self {
        Self { lenient: true, providers: Providers::default(), ..self.clone() }
    }

    /// Whether no guard is in force that refuses a call.
    pub fn is_lenient(&self) -> bool {
        self.lenient
    }

    /// The default readings and limits, everything enforced.
    pub fn plain() -> Self {
        Self::new(Readings::default(), AttemptLimits::default(), Vec::new(), Vec::new())
    }

    /// Whether a guard is in force.
    pub fn enforces(&self, guard: Guard) -> bool {
        if let Some(asked) = &self.asked {
            asked.note_guard(guard);
        }
        let lenient = self.lenient && guard.refuses();
        !lenient && (self.ignored.is_empty() || !self.ignored.contains(&guard))
    }

    /// Whether a mistake is made.
    pub fn makes(&self, mistake: Mistake) -> bool {
        self.parameter(|set| (*set == Parameter::Makes(mistake)).then_some(())).is_some()
    }

    /// Whether an SMS is sent after this call, which nobody asked for.
    pub fn sends_after(&self, operation: Operation) -> bool {
        self.parameter(|set| (*set == Parameter::SmsAfter(operation)).then_some(())).is_some()
    }

    /// The property that a refused change stores, if any.
    pub fn stores_refused(&self) -> Option<&'static str> {
        self.parameter(|set| match set {
            Parameter::StoresRefused(property) => Some(*property),
            _ => None,
        })
    }

    /// Way in which SMS of this purpose are sent wrongly, if any.
    pub fn sending(&self, purpose: Purpose) -> Option<Sending> {
        self.parameter(|set| match set {
            Parameter::Sends(of, sending) if *of == purpose => Some(*sending),
            _ => None,
        })
    }

    /// Field of the bank page that accepts one value only, if any.
    pub fn only_field(&self) -> Option<&'static str> {
        self.parameter(|set| match set {
            Parameter::Only(field) => Some(*field),
            _ => None,
        })
    }

    /// Whether documents are listed without being requested (C-25).
    pub fn always_lists_documents(&self) -> bool {
        self.readings.listing == Listing::Always
    }

    /// The mocked account of an IBAN; an IBAN that is not mocked behaves like the good one.
    pub fn account(&self, iban: &str) -> MockedIban {
        let mocked = MockedIban::of(iban).unwrap_or(MockedIban::Good);
        let changed = self.parameter(|set| match set {
            Parameter::Account(from, to) if *from == mocked => Some(*to),
            _ => None,
        });
        changed.unwrap_or(mocked)
    }

    /// The first parameter that is set and that `read` knows.
    fn parameter<T>(&self, read: impl Fn(&Parameter) -> Option<T>) -> Option<T> {
        if let Some(asked) = &self.asked {
            asked.note_parameters(|known| read(known).is_some());
        }
        self.parameters.iter().find_map(read)
    }

    parameter! {
        /// Status after create (BI-079).
        after_create -> Status = AfterCreate or |_| Status::Created;
        /// Status after request (BI-086).
        after_request -> Status = AfterRequest or |_| Status::Pending;
        /// Status after authorize (BI-112).
        after_authorize -> Status = AfterAuthorize or |_| Status::ConfirmationRequired;
        /// Status after a right TAN (BI-116).
        after_confirm -> Status = AfterConfirm or |_| Status::Confirmed;
        /// Maximum number of failed attempts of a person (BI-191).
        attempts_per_person -> u32 = AttemptsPerPerson or |rules| rules.limits.attempts_per_person;
        iban_limit_short_by -> u32 = IbanLimitShortBy or |_| 0;
        /// Number of attempts to deliver a webhook (C-39).
        webhook_attempts -> u32 = WebhookAttempts or |rules| rules.readings.webhook_attempts();
        /// Number of digits of an OTP (BI-054).
        otp_digits -> u32 = OtpDigits or |_| 6;
        /// Number of digits of a TAN (C-12).
        tan_digits -> u32 = TanDigits or |rules| rules.readings.tan_digits();
        tan_minutes -> i64 = TanMinutes or |rules| rules.readings.tan_minutes();
        /// Amount that the bank page transfers, in cents (BI-101).
        transfer_cents -> u32 = TransferCents or |_| 5;
        wizard_minutes -> i64 = WizardMinutes or |_| 10;
        authorization_minutes -> i64 = AuthorizationMinutes
            or |rules| rules.freedoms.signature_minutes();
        expiry_days -> i64 = ExpiryDays or |_| 30;
    }

    /// Maximum number of failed attempts with an IBAN (BI-156).
    pub fn attempts_per_iban(&self) -> u32 {
        self.limits.attempts_per_iban.saturating_sub(self.iban_limit_short_by())
    }

    /// Distance by which a deadline or a limit is moved, in its unit.
    fn moved(&self, quantity: Quantity) -> i64 {
        let by = self.parameter(|set| match set {
            Parameter::Moved(moved, by) if *moved == quantity => Some(*by),
            _ => None,
        });
        by.unwrap_or(0)
    }

    /// A limit where it is.
    pub fn limit(&self, quantity: Quantity, limit: u32) -> u32 {
        let moved = i64::from(limit).saturating_add(self.moved(quantity));
        u32::try_from(moved.max(0)).unwrap_or(u32::MAX)
    }

    /// Distance of a real deadline from the announced one.
    pub fn apart(&self, quantity: Quantity) -> SignedDuration {
        SignedDuration::from_secs(self.moved(quantity))
    }

    /// Lifetime of a TAN (BI-108, BI-197).
    pub fn tan_window(&self) -> SignedDuration {
        let window = self.windows.tan.unwrap_or(SignedDuration::from_mins(self.tan_minutes()));
        window + self.apart(Quantity::Tan)
    }

    /// Lifetime of the hosted page (BI-102).
    pub fn wizard_window(&self) -> SignedDuration {
        let given = self.windows.bank_page;
        given.unwrap_or(SignedDuration::from_mins(self.wizard_minutes()))
            + self.apart(Quantity::BankPage)
    }

    /// Time from the payment to the end of the QES (BI-142).
    pub fn authorization_window(&self) -> SignedDuration {
        let given = self.windows.signature;
        let window = given.unwrap_or(SignedDuration::from_mins(self.authorization_minutes()));
        window + self.apart(Quantity::Signature)
    }

    /// Lifetime of an identification (BI-182).
    pub fn expiry(&self) -> SignedDuration {
        let given = self.windows.expiry;
        let window = given.unwrap_or(SignedDuration::from_hours(24 * self.expiry_days()));
        window + self.apart(Quantity::Expiry)
    }
}
