//! The operations of the API: method, path template, whether a target must offer them, and what a
//! success looks like.

use serde_json::Value;

use super::names_bank;

/// Whether a target must offer an operation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Presence {
    /// The guide prints it.
    Printed,
    /// The guide prints it as optional.
    Optional,
    /// Only the API reference has it.
    Unprinted,
    /// Only the API reference has it, and the suite does not call it.
    Uncalled,
}

/// Smallest answer that shows that an operation succeeded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Success {
    /// An object in which these members have a value.
    Members(&'static [&'static str]),
    /// Information about a bank.
    Bank,
    /// A list that is not empty.
    Items,
    /// A PDF file.
    Pdf,
    /// Any answer.
    Any,
}

impl Success {
    /// Whether a 2xx answer with this body shows the success.
    pub fn is_shown_by(self, body: &[u8], json: Option<&Value>) -> bool {
        let members = json.and_then(Value::as_object);
        let has_value = |value: &Value| !value.is_null() && value.as_str() != Some("");
        match self {
            Self::Members(names) => members
                .is_some_and(|it| names.iter().all(|name| it.get(*name).is_some_and(has_value))),
            Self::Bank => json.is_some_and(names_bank),
            Self::Items => json.and_then(Value::as_array).is_some_and(|it| !it.is_empty()),
            Self::Pdf => body.starts_with(b"%PDF"),
            Self::Any => true,
        }
    }
}

/// A method and a path template.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Operation {
    /// HTTP method.
    pub method: &'static str,
    /// Path with parameters in braces.
    pub path: &'static str,
    /// Whether a target must offer it.
    pub presence: Presence,
    /// Smallest answer that shows that it succeeded.
    pub success: Success,
}

impl Operation {
    /// Returns the name in reports: `POST /v1/persons`.
    pub fn name(&self) -> String {
        format!("{} {}", self.method, self.path)
    }

    /// Returns the operation of the suite with this name.
    pub fn named(name: &str) -> Option<&'static Self> {
        let (method, path) = name.split_once(' ')?;
        Self::all().find(|it| it.method == method && it.path == path)
    }

    /// Returns the operation of the suite that a request with this method and path calls.
    pub fn called(method: &str, path: &str) -> Option<&'static Self> {
        Self::all().find(|it| it.method == method && fits(it.path, path))
    }

    /// Returns the operations that the suite calls.
    pub fn all() -> impl Iterator<Item = &'static Self> {
        EVERY.iter().filter(|it| it.presence != Presence::Uncalled)
    }

    /// Whether no identification is signed without it.
    pub fn is_essential(&self) -> bool {
        const ESSENTIAL: [Operation; 10] = [
            TOKEN,
            CREATE_PERSON,
            CREATE_NUMBER,
            AUTHORIZE_NUMBER,
            CONFIRM_NUMBER,
            CREATE,
            GET,
            REQUEST,
            AUTHORIZE,
            CONFIRM,
        ];
        ESSENTIAL.contains(self)
    }

    /// Returns the operation that must have succeeded before this one can: nobody confirms a mobile
    /// number to which no OTP was sent.
    pub fn predecessor(&self) -> Option<Self> {
        let before = match *self {
            TOKEN => return None,
            GET_PERSON | UPDATE_PERSON | CREATE_NUMBER | CHECK_ELIGIBILITY => CREATE_PERSON,
            GET_NUMBER | DELETE_NUMBER | AUTHORIZE_NUMBER => CREATE_NUMBER,
            CONFIRM_NUMBER => AUTHORIZE_NUMBER,
            CREATE => CONFIRM_NUMBER,
            GET | LIST | REQUEST | LIST_ATTEMPTS => CREATE,
            AUTHORIZE | SNAPSHOT => REQUEST,
            CONFIRM => AUTHORIZE,
            GET_FILE | GET_DOCUMENT | LIST_DOCUMENTS => CONFIRM,
            GET_SUBSCRIPTION | LIST_SUBSCRIPTIONS | UNSUBSCRIBE => SUBSCRIBE,
            _ => TOKEN,
        };
        Some(before)
    }

    /// Whether its path names a resource.
    pub fn names_resource(&self) -> bool {
        self.path.contains('{')
    }
}

/// Whether `path` is `template` with values for the parameters.
fn fits(template: &str, path: &str) -> bool {
    let segments = || template.split('/').zip(path.split('/'));
    template.split('/').count() == path.split('/').count()
        && segments()
            .all(|(wanted, is)| wanted == is || (wanted.starts_with('{') && !is.is_empty()))
}

macro_rules! operations {
    ($($(#[$doc:meta])* $name:ident = $method:literal $path:literal, $presence:ident, $success:expr;)+) => {
        $($(#[$doc])* pub const $name: Operation = Operation {
            method: $method, path: $path, presence: Presence::$presence, success: $success,
        };)+

        /// Every operation of the API, in the order of the guide.
        pub const EVERY: &[Operation] = &[$($name,)+];
    };
}

const ID: Success = Success::Members(&["id"]);
const PERSON: Success = Success::Members(&["id", "first_name"]);
const NUMBER: Success = Success::Members(&["id", "number"]);
const STATUS: Success = Success::Members(&["id", "status"]);

operations! {
    /// OAuth2 client-credentials grant.
    TOKEN = "POST" "/oauth2/token", Printed, Success::Members(&["access_token"]);
    /// POST Create person.
    CREATE_PERSON = "POST" "/v1/persons", Printed, ID;
    /// Index persons.
    LIST_PERSONS = "GET" "/v1/persons", Uncalled, Success::Items;
    /// GET Retrieve person.
    GET_PERSON = "GET" "/v1/persons/{person_id}", Unprinted, PERSON;
    /// PATCH Update person.
    UPDATE_PERSON = "PATCH" "/v1/persons/{person_id}", Printed, ID;
    /// POST Create mobile number.
    CREATE_NUMBER = "POST" "/v1/persons/{person_id}/mobile_number", Printed, NUMBER;
    /// GET Retrieve mobile number.
    GET_NUMBER = "GET" "/v1/persons/{person_id}/mobile_number", Unprinted, NUMBER;
    /// DELETE Delete mobile number.
    DELETE_NUMBER = "DELETE" "/v1/persons/{person_id}/mobile_number", Unprinted, Success::Any;
    /// POST Authorize mobile number.
    AUTHORIZE_NUMBER = "POST" "/v1/persons/{person_id}/mobile_number/authorize", Printed, NUMBER;
    /// POST Confirm mobile number.
    CONFIRM_NUMBER = "POST" "/v1/persons/{person_id}/mobile_number/confirm", Printed, NUMBER;
    /// POST Check identification eligibility.
    CHECK_ELIGIBILITY = "POST" "/v1/persons/{person_id}/identification_eligibility_checks",
        Optional, Success::Members(&["eligible"]);
    /// POST Validate IBAN.
    LOOK_UP_IBAN = "POST" "/v1/iban_lookups", Optional, Success::Bank;
    /// POST Create identification.
    CREATE = "POST" "/v1/persons/{person_id}/identifications", Printed, STATUS;
    /// Index identifications.
    LIST = "GET" "/v1/persons/{person_id}/identifications", Unprinted, Success::Items;
    /// GET Retrieve person identification.
    GET = "GET" "/v1/persons/{person_id}/identifications/{id}", Printed, STATUS;
    /// PATCH Request identification.
    REQUEST = "PATCH" "/v1/persons/{person_id}/identifications/{id}/request", Printed, STATUS;
    /// PATCH Start QES process.
    AUTHORIZE = "PATCH" "/v1/persons/{person_id}/identifications/{id}/authorize", Printed, STATUS;
    /// PATCH Confirm QES.
    CONFIRM = "PATCH" "/v1/persons/{person_id}/identifications/{id}/confirm", Printed, STATUS;
    /// GET Retrieve identification account snapshot.
    SNAPSHOT = "GET" "/v1/persons/{person_id}/identifications/{id}/account_snapshot",
        Printed, STATUS;
    /// GET Index person bank identification attempts.
    LIST_ATTEMPTS = "GET" "/v1/persons/{person_id}/bank_identification_attempts",
        Printed, Success::Items;
    /// Index documents of a person.
    LIST_DOCUMENTS = "GET" "/v1/persons/{person_id}/documents", Uncalled, Success::Items;
    /// Metadata of a document.
    GET_DOCUMENT = "GET" "/v1/persons/{person_id}/documents/{id}", Uncalled, ID;
    /// The file of a document.
    GET_FILE = "GET" "/v1/persons/{person_id}/documents/{id}/file", Printed, Success::Pdf;
    /// POST Create webhook subscription.
    SUBSCRIBE = "POST" "/v1/webhooks", Unprinted, ID;
    /// Index webhook subscriptions.
    LIST_SUBSCRIPTIONS = "GET" "/v1/webhooks", Unprinted, Success::Items;
    /// GET Retrieve webhook subscription.
    GET_SUBSCRIPTION = "GET" "/v1/webhooks/{id}", Unprinted, ID;
    /// DELETE Delete webhook subscription.
    UNSUBSCRIBE = "DELETE" "/v1/webhooks/{id}", Unprinted, Success::Any;
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_request_is_of_one_operation() {
        let rows = [
            ("POST", "/v1/persons", Some(CREATE_PERSON)),
            ("GET", "/v1/persons/1", Some(GET_PERSON)),
            ("GET", "/v1/persons/", None),
            ("PATCH", "/v1/persons/1/identifications/2/request", Some(REQUEST)),
            ("PATCH", "/v1/persons/{person_id}/identifications/{id}/request", Some(REQUEST)),
            ("PUT", "/v1/persons/1", None),
            ("GET", "/v1/persons/1/x", None),
        ];
        for (method, path, expected) in rows {
            assert_eq!(Operation::called(method, path).copied(), expected, "{method} {path}");
        }
        for it in Operation::all() {
            assert_eq!(Operation::named(&it.name()), Some(it));
        }
    }

    #[test]
    fn every_operation_follows_from_the_token() {
        for it in EVERY {
            let chain: Vec<Operation> =
                std::iter::successors(Some(*it), Operation::predecessor).take(12).collect();
            assert_eq!(chain.last(), Some(&TOKEN), "{}", it.name());
        }
        assert_eq!(CREATE.predecessor(), Some(CONFIRM_NUMBER));
    }

    #[test]
    fn nothing_and_the_request_itself_show_no_success() {
        let echo = json!({
            "first_name": "A", "number": "+1", "token": "1", "iban": "DE", "method": "bank",
            "url": "u", "event_type": "e",
        });
        for it in Operation::all().filter(|it| it.success != Success::Any) {
            for json in [json!({}), json!([]), json!(null)] {
                assert!(!it.success.is_shown_by(b"{}", Some(&json)), "{}: {json}", it.name());
            }
            // A first name is not the name of a bank, and no lookup sends one.
            let echo =
                if it.success == Success::Bank { json!({"iban": "DE"}) } else { echo.clone() };
            assert!(!it.success.is_shown_by(b"{}", Some(&echo)), "{}", it.name());
            assert!(!it.success.is_shown_by(b"<html>", None), "{}", it.name());
        }
        let asked = json!({ "iban": "DE", "bic": null });
        assert!(!LOOK_UP_IBAN.success.is_shown_by(b"", Some(&asked)));
    }

    #[test]
    fn a_success_has_what_the_next_call_needs() {
        let rows = [
            (CREATE_PERSON, json!({ "id": "1" }), true),
            (CREATE_PERSON, json!({ "id": "" }), false),
            (CREATE_NUMBER, json!({ "id": "1", "number": null }), false),
            (CHECK_ELIGIBILITY, json!({ "eligible": false }), true),
            (LOOK_UP_IBAN, json!({ "iban": "DE", "bic": "X" }), true),
            (LIST, json!([{ "id": "1" }]), true),
        ];
        for (operation, json, expected) in rows {
            let shown = operation.success.is_shown_by(b"", Some(&json));
            assert_eq!(shown, expected, "{}: {json}", operation.name());
        }
        assert!(GET_FILE.success.is_shown_by(b"%PDF-1.4", None));
    }
}
