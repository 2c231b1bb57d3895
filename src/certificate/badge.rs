//! The badge of a certificate: an SVG for a README or a web page.

use super::statement::Statement;
use super::texts::PageLanguage;

/// Width of a character of the badge, in pixels.
const WIDTH: usize = 7;

/// Returns the badge. It names the last day and the number, because it proves nothing by itself.
pub fn badge(statement: &Statement) -> String {
    let claims = &statement.predicate.bankident;
    let (key, color) = match statement.predicate.warned_tests.len() {
        0 => ("badge_valid", "#176f2c"),
        _ => ("badge_warned", "#7a4b00"),
    };
    let day = claims.expires_at.get(..10).unwrap_or_default();
    let (left, right) = ("Bankident", format!("{} – {day}", PageLanguage::English.text(key)));
    let (one, other) = (width(left), width(&right));
    let (all, number) = (one + other, &claims.number);
    let (first, second) = (one / 2, one + other / 2);
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{all}\" height=\"20\" role=\"img\" \
         aria-label=\"{left}: {right}\"><title>{left}: {right}, {number}</title>\
         <path fill=\"#333\" d=\"M0 0h{one}v20H0z\"/><path fill=\"{color}\" d=\"M{one} 0h{other}v20H{one}z\"/>\
         <g fill=\"#fff\" font-family=\"Verdana,sans-serif\" font-size=\"11\" text-anchor=\"middle\">\
         <text x=\"{first}\" y=\"14\">{left}</text><text x=\"{second}\" y=\"14\">{right}</text></g></svg>\n"
    )
}

fn width(text: &str) -> usize {
    (text.chars().count() + 2) * WIDTH
}
