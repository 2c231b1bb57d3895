//! Catches panics of step definitions silently, with their place. Other panics are not affected.

use std::{
    any::Any,
    cell::{Cell, RefCell},
    panic::{self, AssertUnwindSafe, PanicHookInfo},
    pin::Pin,
    sync::Once,
    task::{Context, Poll},
};

use futures::future::LocalBoxFuture;

thread_local! {
    static GUARDED: Cell<bool> = const { Cell::new(false) };
    static PLACE: RefCell<Option<String>> = const { RefCell::new(None) };
}

/// Installs the panic hook of the process, once. The hook is silent while code of a step runs on
/// this thread; every other panic, also of the simulator, goes to the hook installed before.
pub(super) fn install() {
    static INSTALLED: Once = Once::new();
    INSTALLED.call_once(|| {
        let before = panic::take_hook();
        panic::set_hook(Box::new(move |panic| {
            if GUARDED.get() {
                note(panic);
            } else {
                before(panic);
            }
        }));
    });
}

fn note(panic: &PanicHookInfo<'_>) {
    let place = panic.location().map(ToString::to_string);
    PLACE.with_borrow_mut(|noted| *noted = place);
}

/// Runs `work`; returns a panic as its message and place: `message at src/…:line:column`.
pub(super) fn catch<T>(work: impl FnOnce() -> T) -> Result<T, String> {
    let outer = GUARDED.replace(true);
    let result = panic::catch_unwind(AssertUnwindSafe(work));
    GUARDED.set(outer);
    result.map_err(|payload| {
        let place = PLACE.with_borrow_mut(Option::take);
        let message = message(payload.as_ref());
        place.map_or(message.clone(), |place| format!("{message} at {place}"))
    })
}

fn message(payload: &(dyn Any + Send)) -> String {
    if let Some(text) = payload.downcast_ref::<&str>() {
        (*text).to_owned()
    } else if let Some(text) = payload.downcast_ref::<String>() {
        text.clone()
    } else {
        "panicked without a message".to_owned()
    }
}

/// A future that returns panics as an error, also a panic in `make` or while it is dropped.
pub(super) struct PanicGuarded<'a> {
    future: Result<LocalBoxFuture<'a, ()>, Option<String>>,
}

impl<'a> PanicGuarded<'a> {
    /// Calls `make` and watches the future it returns.
    pub(super) fn new(make: impl FnOnce() -> LocalBoxFuture<'a, ()>) -> Self {
        Self { future: catch(make).map_err(Some) }
    }
}

impl Future for PanicGuarded<'_> {
    type Output = Result<(), String>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        let polled = match &mut self.future {
            Ok(future) => catch(|| future.as_mut().poll(context)),
            Err(panic) => Err(panic.take().unwrap_or_default()),
        };
        match polled {
            Ok(poll) => poll.map(Ok),
            Err(message) => Poll::Ready(Err(message)),
        }
    }
}

impl Drop for PanicGuarded<'_> {
    fn drop(&mut self) {
        let future = std::mem::replace(&mut self.future, Err(None));
        // The step has ended, so nothing can report this panic.
        let _ = catch(move || drop(future));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_comes_back_with_its_place() {
        install();
        let caught = catch(|| panic!("no {}", "way")).unwrap_err();
        assert!(caught.starts_with("no way at src/engine/panics.rs:"), "{caught}");
        let unwound = catch(|| panic::resume_unwind(Box::new(7_u8))).unwrap_err();
        assert_eq!(unwound, "panicked without a message");
    }
}
