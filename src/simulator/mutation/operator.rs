//! The operators: the ways in which an answer is made wrong.

/// Error for a name that names no mutant.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct UnknownMutant(pub String);

macro_rules! operators {
    ($($(#[$doc:meta])* $name:ident => $word:literal, $sentence:literal;)+) => {
        /// A way in which an answer is made wrong. The argument is a path of members for those that
        /// edit one.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Operator { $($(#[$doc])* $name,)+ }

        impl Operator {
            /// The word in the name of a mutant.
            pub fn word(self) -> &'static str {
                match self { $(Self::$name => $word,)+ }
            }

            /// The effect in words; `{}` is the argument.
            pub fn sentence(self) -> &'static str {
                match self { $(Self::$name => $sentence,)+ }
            }

            /// Whether it is carried out before the answer exists.
            pub fn precedes_answer(self) -> bool {
                matches!(self, Self::Accept | Self::CarryOut | Self::Reject | Self::Force | Self::Take)
            }

            /// Returns the operator with this word.
            pub fn named(word: &str) -> Result<Self, UnknownMutant> {
                match word {
                    $($word => Ok(Self::$name),)+
                    other => Err(UnknownMutant(format!("`{other}` is not an operator"))),
                }
            }
        }
    };
}

operators! {
    /// The member is missing.
    Drop => "drop", "{} is missing";
    /// The member is null.
    Null => "null", "{} is null";
    /// The member has another JSON type.
    Retype => "retype", "{} has another type";
    /// The member has another plausible value.
    Change => "change", "{} has another value";
    /// The member has the value of another customer.
    Swap => "swap", "{} is that of another customer";
    /// The member has the value of the previous answer about this resource.
    Stale => "stale", "{} is that of the previous answer";
    /// The member has a given value: `path=value`.
    Say => "say", "the member has another value: {}";
    /// The instant differs by some seconds: `path=+1s`.
    Shift => "shift", "{} is shifted";
    /// The array lacks its last item.
    Lose => "lose", "the last item of {} is missing";
    /// The array has its last item twice.
    Double => "double", "{} has its last item twice";
    /// The array has an item of another customer.
    Mix => "mix", "{} has an item of another customer";
    /// The media type is another one.
    Declare => "declare", "the media type is {}";
    /// The status code is another one.
    Status => "status", "the status code is {}";
    /// The body is empty.
    Empty => "empty", "the body is empty";
    /// The body stops half-way.
    Truncate => "truncate", "the body stops half-way";
    /// The answer is the previous one about this resource.
    Repeat => "repeat", "the answer is the previous one about this resource";
    /// The answer is that to a call of another address.
    Elsewhere => "elsewhere", "the answer is that to a call of another address";
    /// The call is carried out, and answered as refused.
    Deny => "deny", "the answer is a refusal, although the call was carried out";
    /// The refused call is carried out and accepted; the argument is the member at fault, if only one.
    Accept => "accept", "the call is accepted instead";
    /// A call with a given value in its body is refused: `path=value`.
    Reject => "reject", "a call with {} is refused";
    /// A malformed value of a member is taken like a well-formed one: `path=form`.
    Take => "take", "a malformed value is taken: {}";
    /// A parameter of the query has a given value, whatever was sent: `name=value`.
    Force => "force", "{} is assumed in every request";
    /// The refused call is carried out.
    CarryOut => "carry-out", "the refused call is carried out";
    /// The refused call is answered like one that was carried out.
    Pretend => "pretend", "the refused call is answered as if it was accepted";
}

impl Operator {
    /// Whether it takes something from an answer to another customer.
    pub fn takes_from_others(self) -> bool {
        matches!(self, Self::Swap | Self::Mix | Self::Pretend | Self::Elsewhere)
    }
}
