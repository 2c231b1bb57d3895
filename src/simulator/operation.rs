//! The operations of the API: method and path template, used by routes and faults.

/// A method and a path template.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Operation {
    /// HTTP method.
    pub method: &'static str,
    /// Path with parameters in braces.
    pub path: &'static str,
}

macro_rules! operations {
    ($($(#[$doc:meta])* $name:ident = $method:literal $path:literal;)+) => {
        $($(#[$doc])* pub const $name: Operation = Operation { method: $method, path: $path };)+
    };
}

operations! {
    /// OAuth2 client-credentials grant.
    TOKEN = "POST" "/oauth2/token";
    /// POST Create person.
    CREATE_PERSON = "POST" "/v1/persons";
    /// Index persons.
    LIST_PERSONS = "GET" "/v1/persons";
    /// GET Retrieve person.
    GET_PERSON = "GET" "/v1/persons/{person_id}";
    /// PATCH Update person.
    UPDATE_PERSON = "PATCH" "/v1/persons/{person_id}";
    /// POST Create mobile number.
    CREATE_NUMBER = "POST" "/v1/persons/{person_id}/mobile_number";
    /// GET Retrieve mobile number.
    GET_NUMBER = "GET" "/v1/persons/{person_id}/mobile_number";
    /// DELETE Delete mobile number.
    DELETE_NUMBER = "DELETE" "/v1/persons/{person_id}/mobile_number";
    /// POST Authorize mobile number.
    AUTHORIZE_NUMBER = "POST" "/v1/persons/{person_id}/mobile_number/authorize";
    /// POST Confirm mobile number.
    CONFIRM_NUMBER = "POST" "/v1/persons/{person_id}/mobile_number/confirm";
    /// POST Check identification eligibility.
    CHECK_ELIGIBILITY = "POST" "/v1/persons/{person_id}/identification_eligibility_checks";
    /// POST Validate IBAN.
    LOOK_UP_IBAN = "POST" "/v1/iban_lookups";
    /// POST Create identification.
    CREATE = "POST" "/v1/persons/{person_id}/identifications";
    /// Index identifications.
    LIST = "GET" "/v1/persons/{person_id}/identifications";
    /// GET Retrieve person identification.
    GET = "GET" "/v1/persons/{person_id}/identifications/{id}";
    /// PATCH Request identification.
    REQUEST = "PATCH" "/v1/persons/{person_id}/identifications/{id}/request";
    /// PATCH Start QES process.
    AUTHORIZE = "PATCH" "/v1/persons/{person_id}/identifications/{id}/authorize";
    /// PATCH Confirm QES.
    CONFIRM = "PATCH" "/v1/persons/{person_id}/identifications/{id}/confirm";
    /// GET Retrieve identification account snapshot.
    SNAPSHOT = "GET" "/v1/persons/{person_id}/identifications/{id}/account_snapshot";
    /// GET Index person bank identification attempts.
    LIST_ATTEMPTS = "GET" "/v1/persons/{person_id}/bank_identification_attempts";
    /// Index documents of a person.
    LIST_DOCUMENTS = "GET" "/v1/persons/{person_id}/documents";
    /// Metadata of a document.
    GET_DOCUMENT = "GET" "/v1/persons/{person_id}/documents/{id}";
    /// The file of a document.
    GET_FILE = "GET" "/v1/persons/{person_id}/documents/{id}/file";
    /// POST Create webhook subscription.
    SUBSCRIBE = "POST" "/v1/webhooks";
    /// Index webhook subscriptions.
    LIST_SUBSCRIPTIONS = "GET" "/v1/webhooks";
    /// GET Retrieve webhook subscription.
    GET_SUBSCRIPTION = "GET" "/v1/webhooks/{id}";
    /// DELETE Delete webhook subscription.
    UNSUBSCRIBE = "DELETE" "/v1/webhooks/{id}";
    /// Calls that the simulator itself sends to a receiver.
    CALLOUT = "POST" "{webhook}";
    /// The hosted bank page.
    OPEN_WIZARD = "GET" "/index.html";
    /// A form of the hosted bank page.
    SUBMIT_WIZARD = "POST" "/index.html";
}
