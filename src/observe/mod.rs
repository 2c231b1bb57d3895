//! The partner's side: the simulator is the bank, and a partner's app is under test.
//!
//! Each *situation* is a scenario with a tenant of its own. The app is operated in it, by a command
//! or by a tester at the desk; everything that passes between app, bank and customer is a trace, and
//! the judges of `checks::partner` find in it which rules for partners are kept.

mod app;
mod brief;
mod capture;
mod card;
mod context;
mod desk;
mod driver;
mod earlier;
mod judgement;
mod observation;
mod operator;
mod parameters;
mod prove;
mod reference;
#[expect(clippy::needless_pass_by_value, reason = "captured texts arrive by value")]
mod sentences;
mod situation;
mod suite;
mod tester;
mod world;

use std::cell::{Cell, RefCell};
use std::net::SocketAddr;
use std::path::PathBuf;
use std::rc::Rc;
use std::time::Duration;

use crate::client::{ControlClient, RunContext, while_waiting};
use crate::config::{ControlAccess, Credentials, RunSettings, Secret, Target, WizardDriver};
use crate::engine::{
    self, Disposition, Gate, Options, Plan, Retry, Runner, Selection, StepDefinitions, StepEntry,
    StopSignal,
};
use crate::evidence::{HarnessRecord, RunRecord, ScenarioRecord, TargetRecord, TestedSide};
use crate::requirement::Catalogue;
use crate::run::{
    CannotStart, ResultSink, RunObserver, begin_binary_digest, binary_digest, new_seed, now,
};
use crate::simulator::{AllowedReceiver, BirthCity, ClockMode, Freedoms, Setup, Simulator};
use crate::verdict::{ConformanceReport, PartnerAssessor};

use brief::Brief;
use context::ObserveContext;
use desk::Agenda;
use earlier::CAPTURE;
use suite::LoadedSituations;
use world::{SituationWorld, situation_id};

pub use crate::checks::partner::{is_affirmed, questions_about};
pub use desk::{EndPages, WrittenReport};
pub use earlier::{from_capture, from_run};
pub use operator::AppOperator;
pub use prove::{PartnerScope, prove};
pub use reference::{AppStyle, ReferenceApp};

/// Configuration of an observation.
#[derive(Clone, Debug)]
pub struct ObserveConfig {
    /// Name and version of the app.
    pub app: String,
    /// How the app is operated.
    pub operator: AppOperator,
    /// Feature files with situations; the built-in ones if empty.
    pub paths: Vec<PathBuf>,
    /// Ids of the situations; all if empty.
    pub situations: Vec<String>,
    /// Maximum number of situations at once.
    pub jobs: usize,
    /// Address of the bank.
    pub listen: SocketAddr,
    /// Base URL under which the app reaches the bank; that of its address if `None`.
    pub public_url: Option<String>,
    /// Receivers of webhooks that need no TLS, in addition to those on this machine.
    pub receivers: Vec<AllowedReceiver>,
    /// Address of the desk.
    pub desk: SocketAddr,
    /// Language of the desk: `de` or `en`.
    pub desk_language: String,
    /// Maximum time of a situation.
    pub limit: Duration,
    /// Language of the customers: `de` or `en`.
    pub language: String,
    /// Seed of the customers.
    pub seed: Option<u64>,
    /// Whether rules that are no MUST count.
    pub strict: bool,
    /// Command-line flags to repeat the observation.
    pub flags: Vec<String>,
}

impl ObserveConfig {
    /// Receivers of webhooks: an app that a command of this machine operates is on it, too.
    fn receivers(&self) -> Vec<AllowedReceiver> {
        let own = match self.operator {
            AppOperator::Command(_) => AllowedReceiver::on_this_machine().to_vec(),
            _ => Vec::new(),
        };
        [self.receivers.clone(), own].concat()
    }

    fn suite(&self) -> Result<LoadedSituations, CannotStart> {
        match &self.operator {
            AppOperator::Nobody(seen) if seen.contains_key(CAPTURE) => suite::capture(),
            _ => suite::load(&self.paths),
        }
    }

    /// Address of the bank that the app talked to in a capture or an earlier observation.
    fn captured_origin(&self) -> Option<String> {
        match &self.operator {
            AppOperator::Nobody(seen) => earlier::captured_origin(seen),
            _ => None,
        }
    }

    /// Reason why the situation with these tags cannot be judged.
    fn lacking(&self, tags: &[String]) -> Option<String> {
        let AppOperator::Nobody(seen) = &self.operator else { return None };
        let is_known = situation_id(tags).is_some_and(|id| seen.contains_key(id));
        (!is_known).then(|| "the earlier observation has no such situation".to_owned())
    }
}

/// All sentences about situations.
pub fn vocabulary() -> Vec<StepEntry> {
    engine::catalogue::<SituationWorld>()
}

/// Digest of the built-in situations and the catalogue.
///
/// # Errors
/// When they cannot be loaded.
pub fn situations_digest() -> Result<String, CannotStart> {
    suite::load(&[]).map(|it| it.digest)
}

/// The built-in situations, with the digest over their texts and the catalogue.
///
/// # Errors
/// When the embedded files are unusable.
pub fn all_situations() -> Result<(Plan, String), CannotStart> {
    let LoadedSituations { suite, digest, .. } = suite::load(&[])?;
    Ok((engine::select(suite, &Selection::default(), &|_| None), digest))
}

/// Operates the app in each situation and judges it; `result_sink` collects the situations.
///
/// # Errors
/// When the observation cannot start: unusable files, no such situation, no port.
pub async fn observe(
    config: &ObserveConfig,
    run_id: &str,
    stop: &StopSignal,
    result_sink: ResultSink,
    observer: &mut dyn RunObserver,
) -> Result<ConformanceReport, CannotStart> {
    let ended = observe_at_desk(config, run_id, stop, result_sink, observer);
    ended.await.map(|(report, _)| report)
}

/// Like [`observe`]; with the pages of the desk that show the result, if a person was at it.
///
/// # Errors
/// As [`observe`].
pub async fn observe_at_desk(
    config: &ObserveConfig,
    run_id: &str,
    stop: &StopSignal,
    result_sink: ResultSink,
    observer: &mut dyn RunObserver,
) -> Result<(ConformanceReport, Option<EndPages>), CannotStart> {
    begin_binary_digest();
    let LoadedSituations { suite, catalogue, digest } = config.suite()?;
    let lacking = |tags: &[String]| config.lacking(tags);
    let (mut plan, selection) = suite::select(suite, &config.situations, &lacking)?;
    let definitions = Rc::new(StepDefinitions::<SituationWorld>::gather());
    for problem in engine::check(&mut plan, &definitions) {
        observer.problem(&problem);
    }
    let seed = config.seed.unwrap_or_else(new_seed);
    let setup = Setup {
        api: config.listen,
        public_url: config.public_url.clone(),
        seed,
        clock: ClockMode::Flowing,
        // An app that gives what Step 1 lists, and no more, conforms.
        freedoms: Freedoms { birth_city: BirthCity::Optional, ..Freedoms::default() },
        receivers: config.receivers(),
        ..Setup::default()
    };
    let simulator = Simulator::start(setup).await?;
    let context = context(config, &simulator, seed).await?;
    let record = RunRecord {
        run_id: run_id.to_owned(),
        started_at: now(),
        interrupted: true, // until the run has ended
        tested: TestedSide::Partner,
        harness: HarnessRecord::of(digest),
        seed,
        selection,
        target: TargetRecord {
            name: config.app.clone(),
            url: config.captured_origin().unwrap_or_else(|| context.api_url.clone()),
            capabilities: Vec::new(),
            flags: config.flags.clone(),
        },
        known_secrets: context.redaction.known_secrets(),
        ..RunRecord::default()
    };
    let runner = SituationRunner { config, catalogue: &catalogue, definitions, stop };
    let report = runner.run(plan, &context, record, result_sink, observer).await;
    simulator.stop().await;
    let report = report?;
    let by_hand = context.desk.page().is_some() && !report.run.interrupted;
    let pages = by_hand.then(|| EndPages::of(context.desk.clone(), &report));
    Ok((report, pages))
}

/// Starts the desk and the customer's HTTP client beside the bank.
async fn context(
    config: &ObserveConfig,
    simulator: &Simulator,
    seed: u64,
) -> Result<Rc<ObserveContext>, CannotStart> {
    let access = ControlAccess {
        url: Target::parse_url(simulator.control_url())?,
        token: Secret::new(simulator.control_token()),
    };
    let target = Target::new("bank", Target::parse_url(simulator.api_url())?);
    let credentials = Credentials {
        client_id: simulator.client_id().to_owned(),
        client_secret: Secret::new(simulator.client_secret()),
    };
    let target = Target {
        credentials: Some(credentials),
        settings: RunSettings { wizard: WizardDriver::Form, ..RunSettings::default() },
        control: Some(access.clone()),
        ..target
    };
    let customer = RunContext::new(target).map_err(|error| CannotStart::http(&error))?;
    let by_hand = matches!(config.operator, AppOperator::Person);
    let language = by_hand.then_some(config.desk_language.as_str());
    let desk = desk::start(config.desk, language).await;
    let desk = desk.map_err(|error| {
        CannotStart::Target(format!("failed to listen on {} for the desk: {error}", config.desk))
    })?;
    Ok(Rc::new(ObserveContext {
        control: ControlClient::new(access).map_err(|error| CannotStart::http(&error))?,
        redaction: Rc::new(customer.redaction().hiding_names(false)),
        customer,
        api_url: simulator.api_url().to_owned(),
        desk,
        operator: config.operator.clone(),
        limit: config.limit,
        situations: Cell::default(),
        former_tenant: RefCell::default(),
        begun: Cell::default(),
        language: config.language.clone(),
        tester_language: language.map(str::to_owned),
        seed,
    }))
}

/// Runs situations.
struct SituationRunner<'a> {
    config: &'a ObserveConfig,
    catalogue: &'a Catalogue,
    definitions: Rc<StepDefinitions<SituationWorld>>,
    stop: &'a StopSignal,
}

impl SituationRunner<'_> {
    async fn run(
        &self,
        plan: Plan,
        context: &Rc<ObserveContext>,
        mut record: RunRecord,
        mut result_sink: ResultSink,
        observer: &mut dyn RunObserver,
    ) -> Result<ConformanceReport, CannotStart> {
        let assessor = PartnerAssessor::new(self.catalogue, self.config.strict);
        result_sink.open(|| assessor.conclude(record.clone(), Vec::new()))?;
        observer.begins(plan.runnable(), context.customer.progress());
        context.situations.set(plan.runnable());
        context.desk.hand().change(|agenda| *agenda = self.agenda(&plan));
        if let Some(page) = context.desk.page() {
            observer.notes(&format!("the desk of the tester: {page}"));
        }
        let shared = Rc::clone(context);
        let new_world = Rc::new(move |case: &engine::Case| SituationWorld::of(&shared, case));
        let runner = Runner::new(Rc::clone(&self.definitions), new_world, self.options());
        let observer = RefCell::new(observer);
        let mut store_error = None;
        let mut ended = |situation: ScenarioRecord| {
            let assessed = assessor.assess_scenario(situation);
            observer.borrow_mut().ended(&assessed);
            if let Err(why) = result_sink.put(assessed) {
                store_error.get_or_insert(format!("failed to {why}"));
            }
        };
        let execution = engine::execute(plan, runner, &mut ended);
        let execution = while_waiting(execution, |_second| observer.borrow_mut().meanwhile()).await;
        context.desk.close();
        record.finished_at = now();
        record.harness.binary_digest = binary_digest();
        record.interrupted = execution.interrupted;
        record.internal_faults = execution.faults;
        record.internal_faults.extend(store_error);
        Ok(assessor.conclude(record, result_sink.close()))
    }

    /// The situations that run, with their titles for the tester.
    fn agenda(&self, plan: &Plan) -> Agenda {
        let runs = plan.scenarios.iter().filter(|it| it.disposition == Disposition::Run);
        Agenda::of(runs.map(|it| {
            let brief = Brief::of(&it.case.description);
            let title = brief.title(&self.config.desk_language).unwrap_or(&it.case.name);
            (situation_id(&it.case.tags).unwrap_or(&it.case.name).to_owned(), title.to_owned())
        }))
    }

    fn options(&self) -> Options {
        Options {
            jobs: self.config.jobs,
            bearable: Rc::new(|| usize::MAX),
            idle: Rc::new(|| 0),
            step_timeout: STEP_LIMIT,
            scenario_timeout: None,
            retry: Retry::default(),
            // A situation can be judged again from its trace only.
            keep: Rc::new(|_| true),
            stop: self.stop.clone(),
            gate: Gate::default(),
        }
    }
}

/// Time-out of a step, in addition to the time of the app.
const STEP_LIMIT: Duration = Duration::from_secs(30);
