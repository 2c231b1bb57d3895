//! Waiting for what may settle later. It is the target's time, not the step's own, so the step
//! time-out grows with it; the wait itself is bounded.

use std::time::Duration;

use crate::api::EventType;
use crate::client::{LONGEST_PAUSE, Look, Reply, eventually, eventually_told, while_waiting};
use crate::evidence::{StepFailure, Unobserved};

use super::world::{Subscription, World};

/// What is waited for.
const CHANGE: &str = "a change to show";

impl World {
    /// Looks until it is decided, at most for `limit`; the last answer counts.
    pub(super) async fn look_until(
        &mut self,
        limit: Duration,
        look: impl AsyncFnMut() -> Result<Look<Reply>, Unobserved>,
    ) -> Result<Reply, StepFailure> {
        let _waiting = self.session().await?.bench().board().waiting(CHANGE, None);
        let allowance = self.allowance();
        let waited = |more| allowance.set(allowance.get() + more);
        let seen = while_waiting(eventually(limit, look), waited).await;
        self.observe(seen).map(Look::into_inner)
    }

    /// Retrieves the identification until `decided`, at most as long as changes may take to show.
    pub(super) async fn retrieve_until(
        &mut self,
        decided: impl Fn(&Reply) -> bool,
    ) -> Result<Reply, StepFailure> {
        let limit = self.session().await?.bench().settle_limit();
        self.retrieve_within(limit, decided).await
    }

    /// Retrieves the identification until `decided`, at most for `limit`. Who is subscribed to
    /// something waits to be told rather than asking again and again.
    pub(super) async fn retrieve_within(
        &mut self,
        limit: Duration,
        decided: impl Fn(&Reply) -> bool,
    ) -> Result<Reply, StepFailure> {
        let session = self.session().await?;
        let (person_id, id) = self.ids()?;
        let look = async || {
            let reply = session.identification(&person_id, &id).await?;
            Ok(if decided(&reply) { Look::Settled(reply) } else { Look::NotYet(reply) })
        };
        let told_of = |it: &Subscription| it.event == EventType::Identification;
        if !self.subscriptions.iter().any(told_of) {
            return self.look_until(limit, look).await;
        }
        let _waiting = session.bench().board().waiting(CHANGE, None);
        let allowance = self.allowance();
        let waited = |more| allowance.set(allowance.get() + more);
        let told = || session.told();
        let seen =
            while_waiting(eventually_told(limit, LONGEST_PAUSE.min(limit / 8), told, look), waited)
                .await;
        self.observe(seen).map(Look::into_inner)
    }
}
