//! The memory for answers: large ones are read a few at a time.

use std::any::Any;
use std::sync::Arc;

use reqwest::Response;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use crate::client::http::request::ApiAnswer;
use crate::config::ByteSize;
use crate::evidence::{Reply, Unobserved};

/// Maximum size of the body of an answer.
pub(crate) const MAX_BODY_BYTES: usize = 16 * 1024 * 1024;
/// Size of a body that needs no permit, and is parsed on the event loop.
const SMALL_BODY_BYTES: usize = 64 * 1024;
/// Unit of permits, in bytes.
const UNIT_BYTES: usize = 1024;

/// Memory for large answers, shared by all scenarios of a run.
#[derive(Debug)]
pub(super) struct Intake {
    free: Arc<Semaphore>,
    limit: ByteSize,
}

/// Memory for one body, free again when it is dropped.
pub(super) type BodyPermit = Option<OwnedSemaphorePermit>;

/// A body that was not read to its end.
#[derive(Debug)]
pub(super) enum Cut {
    /// It exceeds the limit of one body.
    TooLarge,
    /// The connection failed.
    Broken(reqwest::Error),
}

impl Intake {
    /// Memory of this size, but enough for one body.
    pub fn of(limit: ByteSize) -> Self {
        let units = (limit.bytes() / UNIT_BYTES).max(units(MAX_BODY_BYTES));
        Self { free: Arc::new(Semaphore::new(units.min(Semaphore::MAX_PERMITS))), limit }
    }

    /// Whether a body would have to wait now.
    pub fn is_full(&self) -> bool {
        self.free.available_permits() < units(MAX_BODY_BYTES)
    }

    /// The limit.
    pub fn limit(&self) -> ByteSize {
        self.limit
    }

    /// Reads the body. A large one waits until there is memory for the largest, and so does one with a
    /// content coding, which may be large when it is decoded.
    pub async fn read(
        &self,
        response: &mut Response,
        is_coded: bool,
    ) -> Result<(Vec<u8>, BodyPermit), Cut> {
        let (mut body, mut permit) = (Vec::new(), None);
        if is_coded {
            permit = self.acquired(MAX_BODY_BYTES).await;
        }
        while let Some(chunk) = response.chunk().await.map_err(Cut::Broken)? {
            let size = body.len() + chunk.len();
            if size > MAX_BODY_BYTES {
                return Err(Cut::TooLarge);
            }
            if size > SMALL_BODY_BYTES && permit.is_none() {
                permit = self.acquired(MAX_BODY_BYTES).await;
            }
            body.extend_from_slice(&chunk);
        }
        Ok((body, permit))
    }

    async fn acquired(&self, bytes: usize) -> BodyPermit {
        let count = u32::try_from(units(bytes)).unwrap_or(u32::MAX);
        // Fails only if the semaphore is closed, which it never is.
        Arc::clone(&self.free).acquire_many_owned(count).await.ok()
    }
}

fn units(bytes: usize) -> usize {
    bytes.div_ceil(UNIT_BYTES)
}

/// The part of a permit that a body of this size needs, together with its JSON.
fn kept(permit: BodyPermit, bytes: usize) -> Option<Arc<dyn Any + Send + Sync>> {
    let mut permit = permit?;
    let needed = units(bytes.saturating_mul(2));
    let surplus = permit.num_permits().saturating_sub(needed);
    drop(permit.split(surplus));
    Some(Arc::new(permit))
}

/// The answer with its JSON, which is parsed beside the event loop if it is large.
pub(super) async fn reply(
    operation: String,
    exchange: usize,
    answer: ApiAnswer,
    permit: BodyPermit,
) -> Result<Reply, Unobserved> {
    let ApiAnswer { status, headers, body } = answer;
    if body.len() <= SMALL_BODY_BYTES {
        return Ok(Reply::new(operation, exchange, status, headers, body));
    }
    let (name, permit) = (operation.clone(), kept(permit, body.len()));
    let read =
        tokio::task::spawn_blocking(move || Reply::new(operation, exchange, status, headers, body));
    match read.await {
        Ok(reply) => Ok(reply.holding(permit)),
        Err(error) => Err(Unobserved::Dependency {
            what: format!("the answer to {name} cannot be read"),
            detail: error.to_string(),
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_permit_shrinks_to_what_a_body_needs_and_is_returned() {
        let intake = Intake::of(ByteSize::mib(20));
        let permit = intake.acquired(MAX_BODY_BYTES).await;
        assert!(intake.is_full());
        let held = kept(permit, 1024 * 1024);
        assert_eq!(intake.free.available_permits(), 18 * 1024);
        drop(held);
        assert_eq!(intake.free.available_permits(), 20 * 1024);
        assert!(!intake.is_full() && kept(None, 9).is_none());
    }
}
