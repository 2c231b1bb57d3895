//! The main form of a page, filled in as a customer would.

use std::collections::HashMap;

use scraper::{ElementRef, Html, Selector};
use url::Url;

use crate::client::bank_page::page_limit::{MAX_BYTES, MAX_FIELDS, PageLimit};
use crate::client::bank_page::words::{self, NumberForm};

/// A form, filled in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HtmlForm {
    /// Address it is sent to.
    pub action: Url,
    /// Whether it is sent in the body (`POST`) or in the query (`GET`).
    pub post: bool,
    /// Fields of the form, including the pressed button.
    pub fields: Vec<(String, String)>,
    /// Number of fields that a customer has to type.
    pub typed: usize,
}

/// Values that the customer types.
#[derive(Clone, Debug)]
pub struct TypedAnswers {
    /// The account.
    pub iban: String,
    /// Form of the numbers.
    pub numbers: NumberForm,
    /// Place of the digit with which they begin, so that two customers type different ones.
    pub start: usize,
}

/// A form element, and the controls that belong to it, inside and outside.
struct PageForm<'a> {
    element: ElementRef<'a>,
    controls: Vec<ElementRef<'a>>,
}

/// Returns the main form of the page, filled in, or `None` if it has no form. Any digits will do
/// (BI-099, BI-100).
///
/// # Errors
/// When the form is too large.
pub(super) fn filled_form(
    document: &Html,
    page: &Url,
    answers: &TypedAnswers,
) -> Result<Option<HtmlForm>, PageLimit> {
    let Some(form) = main_form(document) else { return Ok(None) };
    let fields = filled_fields(&form, answers)?;
    Ok(addressed(&form, page, fields))
}

fn filled_fields(
    form: &PageForm<'_>,
    answers: &TypedAnswers,
) -> Result<Vec<(String, String)>, PageLimit> {
    let (mut fields, mut bytes) = (Vec::<(String, String)>::new(), 0);
    for control in &form.controls {
        if let Some(field) = field(control, answers)
            && !(is_choice(control) && fields.iter().any(|(name, _)| *name == field.0))
        {
            bytes += field.0.len() + field.1.len();
            fields.push(field);
        }
        if fields.len() > MAX_FIELDS || bytes > MAX_BYTES {
            return Err(PageLimit::Form);
        }
    }
    Ok(fields)
}

/// The form with its address, and with the button that is pressed.
fn addressed(
    form: &PageForm<'_>,
    page: &Url,
    mut fields: Vec<(String, String)>,
) -> Option<HtmlForm> {
    let button = button(form);
    fields.extend(button.as_ref().and_then(button_field));
    // A button may override where and how its form is sent.
    let sent = |of_button: &str, of_form: &str| {
        let own = button.as_ref().and_then(|it| it.value().attr(of_button));
        own.or_else(|| form.element.value().attr(of_form))
    };
    let action = sent("formaction", "action").map(str::trim).filter(|it| !it.is_empty());
    let action = action.map_or_else(|| Ok(page.clone()), |action| page.join(action)).ok()?;
    let post = sent("formmethod", "method").is_some_and(|it| it.eq_ignore_ascii_case("post"));
    Some(HtmlForm { action, post, fields, typed: form.typed_fields() })
}

/// Returns the form with most text fields, the first of equals, to skip a language switch.
fn main_form(document: &Html) -> Option<PageForm<'_>> {
    let forms = forms(&document.root_element()).into_iter().filter(PageForm::can_be_submitted);
    forms.rev().max_by_key(PageForm::typed_fields)
}

/// Returns all forms. A control belongs to the form that its `form` attribute names, or to the one
/// around it.
fn forms<'a>(root: &ElementRef<'a>) -> Vec<PageForm<'a>> {
    let mut forms: Vec<PageForm<'a>> = select(root, "form")
        .into_iter()
        .map(|element| PageForm { element, controls: Vec::new() })
        .collect();
    let places: HashMap<_, _> =
        forms.iter().enumerate().map(|(place, form)| (form.element.id(), place)).collect();
    let mut named = HashMap::new();
    for element in select(root, "[id]") {
        // Of elements with the same id the first counts.
        named.entry(element.value().attr("id").unwrap_or_default()).or_insert(element.id());
    }
    for control in select(root, "input, select, textarea, button") {
        let owner = match control.value().attr("form") {
            Some(id) => named.get(id).copied(),
            None => control.ancestors().map(|it| it.id()).find(|it| places.contains_key(it)),
        };
        if let Some(place) = owner.and_then(|it| places.get(&it)) {
            forms[*place].controls.push(control);
        }
    }
    forms
}

impl PageForm<'_> {
    /// Whether the form sends anything without scripts: it has a control, and if it has text fields,
    /// one that can be filled in or another choice.
    fn can_be_submitted(&self) -> bool {
        let is_sent = |it: &ElementRef<'_>| is_sent(it) && it.value().name() != "button";
        let is_named = self.controls.iter().any(|it| is_sent(it) && kind(it) != "hidden");
        !self.controls.is_empty() && (self.typed_fields() == 0 || is_named)
    }

    fn typed_fields(&self) -> usize {
        self.controls.iter().filter(|it| is_typed(it)).count()
    }
}

/// Whether a customer types into this control.
fn is_typed(control: &ElementRef<'_>) -> bool {
    const PASSIVE: [&str; 8] =
        ["hidden", "submit", "button", "image", "reset", "checkbox", "radio", "file"];
    matches!(control.value().name(), "input" | "textarea")
        && !PASSIVE.contains(&kind(control).as_str())
}

/// Whether the value of this control is sent with its form.
fn is_sent(control: &ElementRef<'_>) -> bool {
    control.value().attr("name").is_some_and(|name| !name.is_empty()) && !is_disabled(control)
}

fn is_disabled(control: &ElementRef<'_>) -> bool {
    let mut around = control.ancestors().filter_map(ElementRef::wrap);
    let is_off = |it: ElementRef<'_>| it.value().attr("disabled").is_some();
    is_off(*control) || around.any(|it| it.value().name() == "fieldset" && is_off(it))
}

/// Whether the page has a text field, but no form in which one can be filled in.
pub(super) fn has_unusable_field(document: &Html) -> bool {
    let controls = select(&document.root_element(), "input, textarea");
    let usable = main_form(document).is_some_and(|form| form.typed_fields() > 0);
    !usable && controls.iter().any(is_typed)
}

/// Returns the page in the first frame of a page without a form.
pub(super) fn framed_page(document: &Html, page: &Url) -> Option<Url> {
    if main_form(document).is_some() {
        return None;
    }
    let frame = select(&document.root_element(), "iframe[src]").into_iter().next()?;
    page.join(frame.value().attr("src")?).ok()
}

fn select<'a>(within: &ElementRef<'a>, selector: &str) -> Vec<ElementRef<'a>> {
    Selector::parse(selector).map_or(Vec::new(), |selector| within.select(&selector).collect())
}

fn kind(control: &ElementRef<'_>) -> String {
    match control.value().name() {
        "input" => control.value().attr("type").unwrap_or("text").to_ascii_lowercase(),
        other => other.to_owned(),
    }
}

fn is_choice(control: &ElementRef<'_>) -> bool {
    kind(control) == "radio"
}

/// Returns name and value of a control that is submitted.
fn field(control: &ElementRef<'_>, answers: &TypedAnswers) -> Option<(String, String)> {
    let element = control.value();
    let name = element.attr("name").filter(|_| is_sent(control))?;
    let given = element.attr("value").unwrap_or("");
    let value = match kind(control).as_str() {
        "submit" | "button" | "image" | "reset" | "file" => return None,
        "hidden" => given.to_owned(),
        "checkbox" | "radio" => element.attr("value").unwrap_or("on").to_owned(),
        "select" => option(control),
        _ if !given.is_empty() => given.to_owned(),
        _ if name.to_ascii_lowercase().contains("iban") => answers.iban.clone(),
        _ => {
            let (least, most) =
                (bound(element.attr("minlength")), bound(element.attr("maxlength")));
            answers.numbers.digits(answers.start, least, most)
        }
    };
    Some((name.to_owned(), value))
}

fn bound(text: Option<&str>) -> Option<usize> {
    text?.parse().ok()
}

fn option(control: &ElementRef<'_>) -> String {
    let options = select(control, "option");
    let chosen = options.iter().find(|option| option.value().attr("selected").is_some());
    let filled =
        || options.iter().find(|it| it.value().attr("value").is_some_and(|v| !v.is_empty()));
    let value = chosen.or_else(filled).and_then(|option| option.value().attr("value"));
    value.unwrap_or("").to_owned()
}

/// Returns the button that is pressed: the first that submits and does not lead back.
fn button<'a>(form: &PageForm<'a>) -> Option<ElementRef<'a>> {
    let submits = |control: &&ElementRef<'a>| match control.value().name() {
        "button" => !matches!(control.value().attr("type"), Some("button" | "reset")),
        "input" => kind(control) == "submit",
        _ => false,
    };
    let buttons: Vec<_> = form.controls.iter().filter(submits).collect();
    let pressed = buttons.iter().find(|button| !leads_back(button)).or(buttons.first())?;
    Some(**pressed)
}

/// Returns name and value of the pressed button, if it has a name.
fn button_field(button: &ElementRef<'_>) -> Option<(String, String)> {
    let name = button.value().attr("name").filter(|name| !name.is_empty())?;
    Some((name.to_owned(), button.value().attr("value").unwrap_or("").to_owned()))
}

fn leads_back(button: &ElementRef<'_>) -> bool {
    let own = button.value();
    let words = [own.attr("value"), own.attr("name"), own.attr("id")];
    let text: String = button.text().chain(words.into_iter().flatten()).collect();
    words::leads_back(&text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_form_with_most_fields_and_the_button_to_the_next_page_are_taken() {
        let form = form(
            "<form action=lang><select name=l><option value=de>DE</option></select></form>\
             <form action=login><input name=account><button name=a value=1>Cancel</button>\
             <button name=a value=2>NEXT</button></form>",
        );
        let form = form.unwrap();
        assert_eq!(form.action.path(), "/w/login");
        assert_eq!(fields(&form), [("account", "123456"), ("a", "2")]);
    }

    #[test]
    fn a_framed_page_is_found_only_where_there_is_no_form() {
        let page = Url::parse("http://h/w/").unwrap();
        let framed = |html: &str| framed_page(&Html::parse_document(html), &page);
        let shown = framed("<iframe src=bank?x=1></iframe>").unwrap();
        assert_eq!(shown.as_str(), "http://h/w/bank?x=1");
        assert_eq!(framed("<form><button></form><iframe src=ad></iframe>"), None);
    }

    fn form(html: &str) -> Option<HtmlForm> {
        let answers = TypedAnswers { iban: "DE11".into(), numbers: NumberForm::Any, start: 0 };
        let page = Url::parse("http://h/w/index.html?key=1").unwrap();
        filled_form(&Html::parse_document(html), &page, &answers).unwrap()
    }

    fn fields(form: &HtmlForm) -> Vec<(&str, &str)> {
        form.fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect()
    }

    #[test]
    fn hidden_values_are_kept_and_text_fields_are_filled() {
        let form = form(
            "<form method=post action=next><input type=hidden name=s value=k><input name=account>\
             <input type=password name=pin maxlength=4><input name=your_iban><input name=off disabled>\
             <button type=button name=back value=b>Back</button><button name=go value=next>NEXT</button>",
        )
        .unwrap();
        assert!(form.post);
        assert_eq!(form.action.as_str(), "http://h/w/next");
        let expected = [
            ("s", "k"),
            ("account", "123456"),
            ("pin", "1234"),
            ("your_iban", "DE11"),
            ("go", "next"),
        ];
        assert_eq!(fields(&form), expected);
    }

    #[test]
    fn choices_take_the_first_and_an_empty_action_is_the_page_itself() {
        let form = form(
            "<form><input type=radio name=r value=1><input type=radio name=r value=2>\
             <select name=s><option value=''>?</option><option value=x>X</option></select>\
             <input type=checkbox name=ok><input type=submit value=Go>",
        )
        .unwrap();
        assert!(!form.post);
        assert_eq!(form.action.as_str(), "http://h/w/index.html?key=1");
        assert_eq!(fields(&form), [("r", "1"), ("s", "x"), ("ok", "on")]);
    }

    #[test]
    fn controls_outside_belong_to_the_form_they_name() {
        let form = form(
            "<form id=lang action=lang></form><form id=login action=wrong></form>\
             <input type=hidden name=s value=k form=login><input name=account form=login>\
             <input name=pin type=password form=login><input name=other form=lang>\
             <button form=login name=a value=1 formaction=cancel>Cancel</button>\
             <button form=login name=a value=2 formaction=right formmethod=post>NEXT</button>",
        )
        .unwrap();
        assert_eq!((form.action.path(), form.post, form.typed), ("/w/right", true, 2));
        let expected = [("s", "k"), ("account", "123456"), ("pin", "123456"), ("a", "2")];
        assert_eq!(fields(&form), expected);
    }

    #[test]
    fn a_control_in_a_form_may_belong_to_another_or_to_none() {
        let form = form(
            "<form id=a action=a><input name=x form=b><input name=lost form=nothing>\
             <input name=y></form><form id=b action=b><input name=z></form>",
        );
        assert_eq!(fields(&form.unwrap()), [("x", "123456"), ("z", "123456")]);
    }

    #[test]
    fn a_form_whose_fields_cannot_be_filled_in_is_no_form() {
        let unusable = [
            "<form><input name=tan disabled><button>OK</button></form>",
            "<form><fieldset disabled><input name=tan></fieldset><button>OK</button></form>",
            "<form><input id=tan><button>OK</button></form>",
            "<input name=tan><button>OK</button>",
        ];
        for page in unusable {
            assert_eq!(form(page), None, "{page}");
            assert!(has_unusable_field(&Html::parse_document(page)), "{page}");
        }
        for page in ["<form><input name=tan></form>", "<form><button>OK</button></form>", "<p>"] {
            assert!(!has_unusable_field(&Html::parse_document(page)), "{page}");
        }
    }

    #[test]
    fn a_page_without_a_form_is_the_last_one() {
        assert_eq!(form("<p>Thank you"), None);
        assert_eq!(form("<form id=app></form><script></script>"), None);
        assert_eq!(form("<form><input id=tan><button>OK</button></form>"), None);
        assert_eq!(form(""), None);
    }
}
