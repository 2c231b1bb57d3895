//! Members of JSON documents and header fields that are masked because of their names.

/// Members with a secret or a customer's TAN, written without `_` and `-`.
const SECRETS: [&str; 24] = [
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
    "authcode",
    "auth",
    "signaturekey",
    "confirmationcode",
    "sessionid",
    "onetimepassword",
    "securityanswer",
    "setcookie",
];

/// Words of which one makes a member secret, as in `webhook_secret` or `smsTan`.
const SECRET_WORDS: [&str; 12] = [
    "secret",
    "password",
    "passwd",
    "passphrase",
    "hmac",
    "bearer",
    "cookie",
    "tan",
    "mtan",
    "otp",
    "pin",
    "cvv",
];

/// Members with personal data, each with its kind; documented values are not masked.
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

/// Members with the name of a person.
const NAMES: [&str; 12] = [
    "firstname",
    "lastname",
    "birthname",
    "fullname",
    "holdername",
    "accountholder",
    "accountholdername",
    "accountowner",
    "holder",
    "beneficiary",
    "maidenname",
    "mothername",
];

/// Members with other data of a person. A run records them, because verdicts depend on them.
const RECORDED: [&str; 26] = [
    "birthdate",
    "dateofbirth",
    "birthcity",
    "birthplace",
    "birthcountry",
    "nationality",
    "line1",
    "line2",
    "street",
    "streetnumber",
    "postalcode",
    "city",
    "taxid",
    "taxnumber",
    "idnumber",
    "vatnumber",
    "registrationnumber",
    "jobtitle",
    "websitesocialmedia",
    "businesstradingname",
    "businessaddressline1",
    "businessaddressline2",
    "businesspostalcode",
    "businesscity",
    "birthprovince",
    "birthpostcode",
];

/// Header fields with credentials.
const HEADERS: [&str; 5] =
    ["authorization", "proxy-authorization", "cookie", "set-cookie", "x-api-key"];

/// Kind of a member's value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ValueKind<'a> {
    /// A secret with this name.
    Secret(&'a str),
    /// Personal data of this kind.
    Personal(&'static str),
    /// The name of a person.
    Name,
    /// Neither secret nor personal.
    Nothing,
}

/// Kind of value in a member of this name; `accessToken` equals `access_token`.
pub(super) fn value_kind(name: &str) -> ValueKind<'_> {
    let plain = plain(name);
    let is_secret_word = |it: String| SECRET_WORDS.contains(&it.as_str());
    if SECRETS.contains(&plain.as_str()) || words(name).any(is_secret_word) {
        return ValueKind::Secret(name);
    }
    if NAMES.contains(&plain.as_str()) {
        return ValueKind::Name;
    }
    let personal = PERSONAL.iter().find(|(known, _)| *known == plain);
    personal.map_or(ValueKind::Nothing, |(_, kind)| ValueKind::Personal(kind))
}

/// Whether a member of this name has a secret or data of a person, whether or not a run records it.
pub fn is_private_member(name: &str) -> bool {
    value_kind(name) != ValueKind::Nothing || RECORDED.contains(&plain(name).as_str())
}

/// The words of a name, in small letters; `smsTan` has two.
fn words(name: &str) -> impl Iterator<Item = String> {
    let mut words = vec![String::new()];
    let mut was_small = false;
    for sign in name.chars() {
        if !sign.is_alphanumeric() || was_small && sign.is_uppercase() {
            words.push(String::new());
        }
        was_small = sign.is_lowercase();
        if let (true, Some(word)) = (sign.is_alphanumeric(), words.last_mut()) {
            word.extend(sign.to_lowercase());
        }
    }
    words.into_iter()
}

/// A name without its separators, in small letters.
fn plain(name: &str) -> String {
    name.chars().filter(|c| !matches!(c, '_' | '-')).flat_map(char::to_lowercase).collect()
}

/// Whether a header field of this name contains credentials.
pub(super) fn is_secret_header(name: &str) -> bool {
    let parts = ["token", "secret", "password", "api-key", "session", "auth"];
    name != "www-authenticate"
        && (HEADERS.contains(&name) || parts.iter().any(|it| name.contains(it)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn members_are_secret_by_one_of_their_words() {
        for name in [
            "auth_code",
            "webhook_secret",
            "signature_key",
            "hmac_key",
            "sms_tan",
            "smsTan",
            "mtan",
            "confirmation_code",
            "one_time_password",
            "cookie",
            "sessionId",
            "bearer",
            "auth",
            "passphrase",
            "security_answer",
            "token",
            "accessToken",
        ] {
            assert_eq!(value_kind(name), ValueKind::Secret(name));
        }
        for name in ["status", "industry_key", "authorized_at", "standing", "pinned", "id", "code"]
        {
            assert_eq!(value_kind(name), ValueKind::Nothing, "{name}");
        }
        for (header, expected) in
            [("x-session-id", true), ("x-auth", true), ("www-authenticate", false), ("date", false)]
        {
            assert_eq!(is_secret_header(header), expected, "{header}");
        }
    }
}
