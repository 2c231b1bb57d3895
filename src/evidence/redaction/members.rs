//! Members of JSON documents, and header fields, that are masked for their name.

/// Members that carry a secret or a customer's TAN, written without `_` and `-`.
const SECRETS: [&str; 16] = [
    "token",
    "accesstoken",
    "refreshtoken",
    "idtoken",
    "clientsecret",
    "secret",
    "password",
    "pin",
    "tan",
    "otp",
    "authorization",
    "apikey",
    "privatekey",
    "sessionkey",
    "wizardsessionkey",
    "credentials",
];

/// Members that carry personal data unless the value is a documented one, and what they carry.
const PERSONAL: [(&str, &str); 10] = [
    ("number", "phone"),
    ("mobilenumber", "phone"),
    ("phonenumber", "phone"),
    ("phone", "phone"),
    ("mobile", "phone"),
    ("telephone", "phone"),
    ("iban", "iban"),
    ("accountnumber", "account number"),
    ("email", "email"),
    ("emailaddress", "email"),
];

/// Members that name a person.
const NAMES: [&str; 8] = [
    "firstname",
    "lastname",
    "birthname",
    "fullname",
    "holdername",
    "accountholder",
    "accountholdername",
    "accountowner",
];

/// Header fields that carry credentials.
const HEADERS: [&str; 5] =
    ["authorization", "proxy-authorization", "cookie", "set-cookie", "x-api-key"];

/// Why a member is masked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Carries<'a> {
    /// A secret, called like this.
    Secret(&'a str),
    /// Personal data of this kind.
    Personal(&'static str),
    /// The name of a person.
    Name,
    /// Nothing of that kind.
    Nothing,
}

/// Kind of secret in a member of this name; `accessToken` is `access_token`.
pub(super) fn carries(name: &str) -> Carries<'_> {
    let plain: String =
        name.chars().filter(|c| !matches!(c, '_' | '-')).flat_map(char::to_lowercase).collect();
    if SECRETS.contains(&plain.as_str()) {
        return Carries::Secret(name);
    }
    if NAMES.contains(&plain.as_str()) {
        return Carries::Name;
    }
    let personal = PERSONAL.iter().find(|(known, _)| *known == plain);
    personal.map_or(Carries::Nothing, |(_, kind)| Carries::Personal(kind))
}

/// Whether a header field of this name carries credentials.
pub(super) fn is_secret_header(name: &str) -> bool {
    let telling = ["token", "secret", "password", "api-key"];
    HEADERS.contains(&name) || telling.iter().any(|it| name.contains(it))
}
