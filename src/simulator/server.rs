//! The two listeners of the simulator.

use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;

use tokio::net::TcpListener;
use tokio::task::JoinHandle;

use super::state::Simulation;
use super::{Setup, control, listener, router, transfer};

/// A running simulator. Dropping it stops it without waiting; [`Simulator::stop`] waits.
#[derive(Debug)]
pub struct Simulator {
    simulation: Arc<Simulation>,
    control_url: String,
    servers: Vec<JoinHandle<std::io::Result<()>>>,
}

/// Error of a simulator that did not start.
#[derive(Debug, thiserror::Error)]
#[error("listen on {address} for the {role}")]
pub struct StartError {
    address: SocketAddr,
    role: &'static str,
    source: std::io::Error,
}

impl Simulator {
    /// Starts both listeners; they accept calls when this returns.
    pub async fn start(setup: Setup) -> Result<Self, StartError> {
        let (api, api_url) = listen(setup.api, "API").await?;
        let (freedoms, most) = (setup.freedoms, setup.max_connections);
        let api_url = setup.public_url.clone().unwrap_or(api_url);
        let (control, control_url) = listen(setup.control, "control interface").await?;
        let simulation = Simulation::new(setup, api_url);
        let closing = &simulation.closing;
        let serve = |listener, router| {
            tokio::spawn(listener::serve(listener, router, most, closing.subscribe()))
        };
        let mut servers = vec![serve(control, control::router(&simulation))];
        let mut api = api;
        if transfer::is_altered(&freedoms) {
            let behind = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
            let (inner, _) = listen(behind, "API").await?;
            let address = inner.local_addr().map_err(|source| StartError {
                address: behind,
                role: "API",
                source,
            })?;
            servers.push(transfer::relay(api, address, freedoms, closing.subscribe()));
            api = inner;
        }
        servers.push(serve(api, router::api(&simulation)));
        Ok(Self { simulation, control_url, servers })
    }

    /// Base URL of the API: `http://127.0.0.1:PORT`, unless the set-up has another one.
    pub fn api_url(&self) -> &str {
        &self.simulation.api_url
    }

    /// Base URL of the control interface.
    pub fn control_url(&self) -> &str {
        &self.control_url
    }

    /// Bearer token of the control interface.
    pub fn control_token(&self) -> &str {
        &self.simulation.control_token
    }

    /// Client id of the default tenant.
    pub fn client_id(&self) -> &str {
        &self.simulation.default.client_id
    }

    /// Client secret of the default tenant.
    pub fn client_secret(&self) -> &str {
        &self.simulation.default.client_secret
    }

    /// Messages of handlers that panicked. Each is a defect of the simulator, not of the API.
    pub fn panics(&self) -> Vec<String> {
        self.simulation.panics()
    }

    /// Number of answers that mutants made wrong.
    pub fn mutations(&self) -> usize {
        self.simulation.mutations()
    }

    /// Stops after the running requests have ended, or after a second.
    pub async fn stop(mut self) {
        self.simulation.closing.send_replace(true);
        for server in std::mem::take(&mut self.servers) {
            // A server that panicked has stopped as well.
            let _ = server.await;
        }
    }
}

impl Drop for Simulator {
    fn drop(&mut self) {
        self.simulation.closing.send_replace(true);
    }
}

async fn listen(
    address: SocketAddr,
    role: &'static str,
) -> Result<(TcpListener, String), StartError> {
    let failed = |source| StartError { address, role, source };
    let listener = TcpListener::bind(address).await.map_err(failed)?;
    let mut bound = listener.local_addr().map_err(failed)?;
    // The unspecified address cannot be connected to.
    if bound.ip().is_unspecified() {
        bound.set_ip(Ipv4Addr::LOCALHOST.into());
    }
    Ok((listener, format!("http://{bound}")))
}
