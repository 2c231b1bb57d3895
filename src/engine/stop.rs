//! The signal that ends a run early.

use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
};

use tokio::sync::Notify;

/// Ends a run early. Clones share one signal; it cannot be withdrawn.
#[derive(Clone, Debug, Default)]
pub struct StopSignal {
    shared: Arc<SignalState>,
}

#[derive(Debug, Default)]
struct SignalState {
    given: AtomicBool,
    no_more: AtomicBool,
    notify: Notify,
}

impl StopSignal {
    /// Stops the run: interrupts running steps and starts nothing new.
    pub fn stop(&self) {
        self.start_no_more();
        self.shared.given.store(true, Ordering::SeqCst);
        self.shared.notify.notify_waiters();
    }

    /// Ends the run early but in order: running scenarios may finish, nothing new is started.
    pub fn start_no_more(&self) {
        self.shared.no_more.store(true, Ordering::SeqCst);
    }

    /// Whether nothing new is to be started.
    pub fn starts_no_more(&self) -> bool {
        self.shared.no_more.load(Ordering::SeqCst)
    }

    /// Whether the run is stopped.
    pub fn is_stopped(&self) -> bool {
        self.shared.given.load(Ordering::SeqCst)
    }

    /// Waits until the run is stopped.
    pub async fn stopped(&self) {
        // Created before the flag is read, so that a signal in between is not missed.
        let stopped = self.shared.notify.notified();
        if !self.is_stopped() {
            stopped.await;
        }
    }
}
