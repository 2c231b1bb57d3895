//! Capabilities of a target beyond the API.

use super::words::words;

words! {
    /// A capability beyond the API that a scenario may need, with the word of its tag.
    Capability, "a capability" {
        /// Credentials are known, so that requests without credentials can be compared.
        Credentials => "credentials",
        /// Credentials of a second partner are known.
        SecondClient => "second-client",
        /// The clock can be moved.
        Clock => "clock",
        /// The time windows are long enough for two identifications one after the other.
        LongWindows => "long-windows",
        /// Each sent TAN can be read.
        Outbox => "outbox",
        /// A valid TAN is known.
        Tan => "tan",
        /// The hosted bank page can be driven.
        Wizard => "wizard",
        /// The text of the hosted bank page can be read.
        PageText => "page-text",
        /// The OTP of a mobile number can be read.
        Otp => "otp",
        /// No other user depends on the target, so that its limits may be exhausted.
        Own => "own",
        /// The target's limits can be lowered.
        RunLimits => "limits",
        /// The providers behind the target can be made to fail.
        ProviderFaults => "provider-faults",
        /// The target can reach the receiver of webhooks.
        Webhooks => "webhooks",
    }
}

impl Capability {
    /// Capabilities that come with this one: a source of SMS also shows a valid TAN.
    pub fn implied(self) -> &'static [Self] {
        match self {
            Self::Outbox => &[Self::Tan],
            Self::Otp => &[Self::Outbox, Self::Tan],
            _ => &[],
        }
    }
}
