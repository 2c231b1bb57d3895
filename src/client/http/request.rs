//! A request to be sent and its complete answer.

use reqwest::Method;
use reqwest::header::HeaderMap;
use serde_json::Value;
use url::Url;

/// Name of the token request in reports.
pub const TOKEN_OPERATION: &str = "POST /oauth2/token";

/// A request, ready to be sent.
#[derive(Clone, Debug)]
pub struct ApiRequest {
    /// Name in reports: method and path template.
    pub operation: String,
    /// HTTP method.
    pub method: Method,
    /// Address.
    pub url: Url,
    /// Header fields, except those of the body.
    pub headers: Vec<(&'static str, String)>,
    /// Body.
    pub body: Body,
    /// Part of the answer's body that is recorded.
    pub recorded: RecordedBody,
}

/// Part of an answer's body that is recorded as evidence.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum RecordedBody {
    /// The whole body; the record of the scenario masks it.
    #[default]
    Whole,
    /// JSON without the texts and numbers of members other than these. Messages to customers contain names of
    /// persons that no member of the record contains, so that they could not be masked.
    OnlyTextsOf(&'static [&'static str]),
}

/// Body of a request.
#[derive(Clone, Debug)]
pub enum Body {
    /// Nothing.
    None,
    /// JSON.
    Json(Value),
    /// Text sent with the media type of JSON; it need not be JSON.
    DeclaredJson(String),
    /// `application/x-www-form-urlencoded`.
    HtmlForm(Vec<(String, String)>),
}

impl From<Option<&Value>> for Body {
    fn from(json: Option<&Value>) -> Self {
        json.map_or(Self::None, |json| Self::Json(json.clone()))
    }
}

/// A complete answer as bytes.
#[derive(Clone, Debug)]
pub struct ApiAnswer {
    /// Status code.
    pub status: u16,
    /// Header fields.
    pub headers: HeaderMap,
    /// Body.
    pub body: Vec<u8>,
}
