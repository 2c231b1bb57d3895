//! The commented configuration file with the answers to questions about one target.

use std::collections::BTreeMap;

use toml::Value;

/// The file that `bankident init` writes without answers: every setting with a comment, all but a local
/// target commented out.
pub const TEMPLATE: &str = include_str!("template.toml");

/// Lines of the template that the answers replace.
const TARGET_LINE: &str = "target = \"simulator\"";
const TARGET_BLOCK: &str = "\
[targets.local]
# Base of the API, without /v1.
url = \"http://127.0.0.1:8080\"
";

/// Returns the template with these settings of a target, by their keys. The client secret is the name
/// of an environment variable. The other settings stay comments.
pub fn answered_template(target: &str, answers: &BTreeMap<&'static str, String>) -> String {
    let name = Value::from(target);
    TEMPLATE.replacen(TARGET_LINE, &format!("target = {name}"), 1).replacen(
        TARGET_BLOCK,
        &block(target, answers),
        1,
    )
}

fn block(target: &str, answers: &BTreeMap<&'static str, String>) -> String {
    let mut lines = vec![format!("[targets.{target}]")];
    let mut webhooks = Vec::new();
    for (key, answer) in answers.iter().filter(|(key, _)| **key != "target") {
        let value = Value::from(answer.as_str());
        match *key {
            "client_secret" => lines.push(format!("{key} = {{ env = {value} }}")),
            "customer_numbers" => {
                let numbers: Vec<Value> =
                    answer.split(',').map(|it| Value::from(it.trim())).collect();
                lines.push(format!("{key} = {}", Value::from(numbers)));
            }
            "webhooks.url" => {
                webhooks.push(format!("\n[targets.{target}.webhooks]"));
                webhooks.push(format!("url = {value}"));
            }
            _ => lines.push(format!("{key} = {value}")),
        }
    }
    lines.extend(webhooks);
    lines.join("\n") + "\n"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_template_has_what_the_answers_replace() {
        assert_eq!(TEMPLATE.matches(TARGET_LINE).count(), 1);
        assert_eq!(TEMPLATE.matches(TARGET_BLOCK).count(), 1);
    }
}
