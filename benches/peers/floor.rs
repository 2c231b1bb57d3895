//! The floor: the calls of the journey with an HTTP client and nothing else.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use anyhow::{Context as _, Result};
use reqwest::Client;
use serde_json::Value;

use crate::journey::CALLS;

/// Makes this number of journeys, as many at a time as there are lanes.
///
/// # Errors
/// When a call fails.
pub async fn run(base: &str, journeys: usize, lanes: usize) -> Result<()> {
    let client = Client::builder().no_proxy().build()?;
    let next = Arc::new(AtomicUsize::new(0));
    let mut tasks = tokio::task::JoinSet::new();
    for _ in 0..lanes.min(journeys) {
        let (client, next, base) = (client.clone(), Arc::clone(&next), base.to_owned());
        tasks.spawn(async move {
            while next.fetch_add(1, Ordering::Relaxed) < journeys {
                journey(&client, &base).await?;
            }
            anyhow::Ok(())
        });
    }
    while let Some(done) = tasks.join_next().await {
        done??;
    }
    Ok(())
}

async fn journey(client: &Client, base: &str) -> Result<()> {
    let (mut person, mut identification, mut document) =
        (String::new(), String::new(), String::new());
    for (index, (method, path, body)) in CALLS.into_iter().enumerate() {
        let path = path
            .replace("{person}", &person)
            .replace("{identification}", &identification)
            .replace("{document}", &document);
        let request = client.request(method.parse()?, format!("{base}{path}"));
        let request = match body {
            "" => request,
            body => request.header("content-type", "application/json").body(body),
        };
        let answer = request.send().await?.error_for_status()?.bytes().await?;
        let body: Value = serde_json::from_slice(&answer)?;
        let text = |member: &str| body[member].as_str().map(str::to_owned).context("an id");
        match index {
            0 => person = text("id")?,
            4 => identification = text("id")?,
            11 => document = text("document")?,
            _ => {}
        }
    }
    Ok(())
}
