//! Runs the suite inside the test process.

use std::sync::Mutex;

use bankident_conformance::config::{Credentials, RunConfig, Secret, Server, Target, TargetChoice};
use bankident_conformance::engine::{Problem, StopSignal};
use bankident_conformance::run::{self, CannotStart, Progress, ResultSink, RunObserver};
use bankident_conformance::verdict::{AssessedScenario, ConformanceReport, Verdict};

/// Nobody watches.
pub struct Nobody;

impl RunObserver for Nobody {
    fn problem(&mut self, _: &Problem) {}
    fn begins(&mut self, _: usize, _: &Progress) {}
    fn ended(&mut self, _: &AssessedScenario) {}
}

/// Drives a future on a runtime of its own.
pub fn block_on<T>(future: impl Future<Output = T>) -> T {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let result = runtime.block_on(future);
    runtime.shutdown_background();
    result
}

/// A server that accepts any credentials.
pub fn server(url: &str) -> TargetChoice {
    let credentials =
        Credentials { client_id: "id".to_owned(), client_secret: Secret::new("secret") };
    TargetChoice::Server(Box::new(Server {
        credentials: Some(credentials),
        ..Server::new(url, Target::parse_url(url).unwrap())
    }))
}

/// Runs with this configuration.
pub async fn try_run(config: &RunConfig) -> Result<ConformanceReport, CannotStart> {
    let stop = StopSignal::default();
    Box::pin(run::run(config, "test", &stop, ResultSink::memory(), &mut Nobody)).await
}

/// Runs with this configuration, which must work.
pub async fn run(config: &RunConfig) -> ConformanceReport {
    try_run(config).await.unwrap_or_else(|why| panic!("the run did not start: {why}"))
}

/// Scenarios with this verdict, with their reasons.
pub fn with_verdict(report: &ConformanceReport, verdict: Verdict) -> Vec<String> {
    let those = report.scenarios.iter().filter(|it| it.verdict == verdict);
    those.map(|it| format!("{}: {}", it.record.id, it.reason)).collect()
}

/// Calls `judge` for each item, two at a time, and returns what it finds.
pub fn findings<T: Send>(
    items: impl IntoIterator<Item = T, IntoIter: Send>,
    judge: impl Fn(T) -> Option<String> + Sync,
) -> Vec<String> {
    let found = Mutex::new(Vec::new());
    let next = Mutex::new(items.into_iter());
    std::thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| {
                while let Some(item) = { next.lock().unwrap().next() } {
                    let finding = judge(item);
                    found.lock().unwrap().extend(finding);
                }
            });
        }
    });
    found.into_inner().unwrap()
}
