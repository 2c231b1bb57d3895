//! `bankident simulator`: the simulator alone.

use std::net::{Ipv4Addr, SocketAddr};

use jiff::SignedDuration;

use crate::config::{ConfigError, FreedomChoice, Timing, Window};
use crate::run;
use crate::simulator::{ClockMode, Freedoms, Setup, Simulator, Windows, fault};
use crate::verdict::ExitCode;

use super::arguments::SimulatorArguments;
use super::open_files;
use super::signals::Signals;
use super::terminal;

/// Serves until a signal stops it.
pub async fn serve(arguments: &SimulatorArguments) -> ExitCode {
    open_files::raise();
    if arguments.fault.iter().any(|name| name == "list") {
        return list_faults();
    }
    if arguments.freedom.iter().any(|name| name == "list") {
        return list_freedoms();
    }
    let setup = match setup(arguments) {
        Ok(setup) => setup,
        Err(error) => return terminal::print_error(&error.into(), ExitCode::Usage),
    };
    let simulator = match Simulator::start(setup).await {
        Ok(simulator) => simulator,
        Err(error) => return terminal::print_error(&error.into(), ExitCode::Usage),
    };
    if let Err(error) = terminal::print(&announcement(&simulator)) {
        return terminal::print_error(&error.into(), ExitCode::Harness);
    }
    match Signals::install() {
        Ok(mut signals) => {
            signals.next().await;
            tokio::select! {
                () = simulator.stop() => {}
                () = signals.next() => {} // leaves at once
            }
        }
        // Without a handler for signals it serves until it is killed.
        Err(_unsupported) => std::future::pending().await,
    }
    ExitCode::Conformant
}

fn announcement(simulator: &Simulator) -> String {
    format!(
        "api:           {}\ncontrol:       {}\ncontrol token: {}\nclient id:     {}\nclient secret: {}\n\
         TANs and OTPs: GET {}/tenants/default/outbox with the control token\n",
        simulator.api_url(),
        simulator.control_url(),
        simulator.control_token(),
        simulator.client_id(),
        simulator.client_secret(),
        simulator.control_url(),
    )
}

fn list_faults() -> ExitCode {
    let lines: Vec<String> = fault::all()
        .map(|fault| format!("{:<40} {} [{}]", fault.name, fault.sentence, fault.breaks.join(" ")))
        .collect();
    terminal::finish(&(lines.join("\n") + "\n"), ExitCode::Conformant)
}

/// Prints every freedom with its values.
fn list_freedoms() -> ExitCode {
    let line = |(name, values): &(&str, &[&str])| format!("{name} = {}\n", values.join(" | "));
    let lines: String = Freedoms::QUESTIONS.iter().map(line).collect();
    terminal::finish(&lines, ExitCode::Conformant)
}

/// Time windows of these lengths.
fn windows(timing: &Timing) -> Windows {
    let length = |window| timing.given(window).and_then(|it| SignedDuration::try_from(it).ok());
    Windows {
        bank_page: length(Window::Snapshot),
        signature: length(Window::Authorization),
        tan: length(Window::TanAtLeast),
        expiry: length(Window::Expiry),
        token: length(Window::Token),
    }
}

fn setup(arguments: &SimulatorArguments) -> Result<Setup, ConfigError> {
    let mut readings = arguments.variant.readings();
    let mut freedoms = arguments.variant.freedoms();
    let choices = arguments.freedom.iter().map(|text| text.parse());
    let choices = choices.collect::<Result<Vec<FreedomChoice>, _>>()?;
    run::choose(&choices, &mut readings, &mut freedoms)?;
    for demand in &arguments.reading {
        readings
            .apply(&demand.question, &demand.reading)
            .map_err(|error| ConfigError::new(error.to_string()))?;
    }
    let faults = arguments.fault.iter().map(|name| {
        let hint = "`bankident simulator --fault list` prints all names";
        fault::named(name)
            .ok_or_else(|| ConfigError::new(format!("`{name}` is not a fault: {hint}")))
    });
    Ok(Setup {
        api: SocketAddr::new(arguments.host, arguments.port),
        public_url: arguments.public_url.clone(),
        control: SocketAddr::from((Ipv4Addr::LOCALHOST, arguments.control_port)),
        readings,
        freedoms,
        windows: windows(&arguments.timing.unwrap_or_default()),
        faults: faults.collect::<Result<_, _>>()?,
        seed: arguments.seed,
        clock: ClockMode::Flowing,
        receivers: arguments.allow_receiver.clone(),
        max_connections: open_files::connections(arguments.max_connections),
        ..Setup::default()
    })
}
