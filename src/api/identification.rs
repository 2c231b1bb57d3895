//! Statuses of an identification (Appendix I) and of its account snapshot.

use std::fmt;

macro_rules! words {
    ($(#[$outer:meta])* $type:ident { $($(#[$doc:meta])* $name:ident => $word:literal,)+ }) => {
        $(#[$outer])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, serde::Serialize)]
        pub enum $type { $($(#[$doc])* #[serde(rename = $word)] $name,)+ }

        impl $type {
            /// All of them.
            pub const ALL: &'static [Self] = &[$(Self::$name,)+];

            /// The word on the wire.
            pub fn word(self) -> &'static str {
                match self { $(Self::$name => $word,)+ }
            }

            /// The one a word names.
            pub fn named(word: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|known| known.word() == word)
            }
        }

        impl fmt::Display for $type {
            fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
                out.write_str(self.word())
            }
        }
    };
}

words! {
    /// Status of a Bankident identification (Appendix I, and `confirmed` of the examples, C-08).
    Status {
        /// The resource exists.
        Created => "created",
        /// The process was triggered and the hosted page handed out.
        Pending => "pending",
        /// The payment was initiated; the QES must be started.
        AuthorizationRequired => "authorization_required",
        /// The TAN was sent and must be confirmed.
        ConfirmationRequired => "confirmation_required",
        /// The TAN was right; the documents are being signed.
        Confirmed => "confirmed",
        /// Done.
        Successful => "successful",
        /// Refused for good.
        Failed => "failed",
        /// Too late.
        Expired => "expired",
    }
}

impl Status {
    /// Whether nothing can follow (BI-135, BI-136, BI-137).
    pub fn is_final(self) -> bool {
        matches!(self, Self::Successful | Self::Failed | Self::Expired)
    }
}

words! {
    /// Status of an account snapshot.
    SnapshotStatus {
        /// Waiting for the customer.
        Pending => "pending",
        /// The cent transfer was initiated.
        Available => "available",
        /// The customer was too late.
        Expired => "expired",
        /// The bank or the provider refused.
        Failed => "failed",
    }
}
