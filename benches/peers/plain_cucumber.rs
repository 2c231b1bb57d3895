//! The same features with plain cucumber-rs: four step definitions and one shared client.

use std::collections::HashMap;
use std::sync::LazyLock;

use anyhow::{Context as _, Result, ensure};
use cucumber::gherkin::Step;
use cucumber::{World as _, given, then, when};
use reqwest::Client;
use serde_json::Value;

static CLIENT: LazyLock<Client> = LazyLock::new(Client::new);

/// The state of a scenario.
#[derive(cucumber::World, Debug, Default)]
struct World {
    notes: HashMap<String, String>,
    status: u16,
    body: Value,
}

/// Runs the features in a folder, as many scenarios at a time as cucumber-rs does by default, or as
/// there are lanes.
pub async fn run(folder: &str, lanes: Option<usize>) {
    let mut cucumber = World::cucumber().with_default_cli();
    if let Some(lanes) = lanes {
        cucumber = cucumber.max_concurrent_scenarios(lanes);
    }
    cucumber.run_and_exit(folder.to_owned()).await;
}

impl World {
    fn filled(&self, text: &str) -> String {
        let fill = |text: String, (name, value): (&String, &String)| {
            text.replace(&format!("{{{name}}}"), value)
        };
        self.notes.iter().fold(text.to_owned(), fill)
    }
}

#[when(regex = r#"^an? (GET|POST|PUT|PATCH) request is sent to "([^"]*)"$"#)]
async fn send(world: &mut World, step: &Step, method: String, path: String) -> Result<()> {
    let base = std::env::var("STUB")?;
    let url = format!("{base}{}", world.filled(&path));
    let mut request = CLIENT.request(method.parse()?, url);
    if let Some(body) = &step.docstring {
        let body = world.filled(body.trim());
        request = request.header("content-type", "application/json").body(body);
    }
    let answer = request.send().await?;
    world.status = answer.status().as_u16();
    world.body = serde_json::from_slice(&answer.bytes().await?)?;
    Ok(())
}

#[expect(clippy::needless_pass_by_value, reason = "the macro passes what it captured")]
#[given(regex = r#"^the answer's "([^"]*)" is noted as "([^"]*)"$"#)]
#[when(regex = r#"^the answer's "([^"]*)" is noted as "([^"]*)"$"#)]
#[then(regex = r#"^the answer's "([^"]*)" is noted as "([^"]*)"$"#)]
fn note(world: &mut World, member: String, name: String) -> Result<()> {
    let value = world.body[&member].as_str().context("a text")?.to_owned();
    world.notes.insert(name, value);
    Ok(())
}

#[then("the answer shows:")]
fn shows(world: &mut World, step: &Step) -> Result<()> {
    for row in &step.table.as_ref().context("a table")?.rows {
        let [member, expected] = row.as_slice() else { anyhow::bail!("two cells") };
        let actual = match member.as_str() {
            "status code" => world.status.to_string(),
            member => match &world.body[member] {
                Value::String(text) => text.clone(),
                other => other.to_string(),
            },
        };
        let holds = match expected.as_str() {
            "any text" => world.body[member.as_str()].is_string(),
            expected => actual == expected,
        };
        ensure!(holds, "{member}: {actual} instead of {expected}");
    }
    Ok(())
}
