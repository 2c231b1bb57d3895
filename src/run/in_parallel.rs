//! Independent runs on several threads.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};

/// Runs `run` for each item on N threads, by default one for each processor, and returns the
/// outcomes in the order of the items. `progress` is called with the numbers of finished and of all
/// items.
pub fn in_parallel<I: Sync, O: Send>(
    items: &[I],
    jobs: Option<usize>,
    run: &(dyn Fn(&I) -> O + Sync),
    progress: &(dyn Fn(usize, usize) + Sync),
) -> Vec<O> {
    let processors = || std::thread::available_parallelism().map_or(1, usize::from);
    let threads = jobs.unwrap_or_else(processors).clamp(1, items.len().max(1));
    let (next, done) = (AtomicUsize::new(0), Mutex::new(Vec::with_capacity(items.len())));
    std::thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|| {
                while let Some((index, item)) = taken(&next, items) {
                    let outcome = run(item);
                    // After a panic on another thread the list of finished items is still valid.
                    let mut done = done.lock().unwrap_or_else(PoisonError::into_inner);
                    done.push((index, outcome));
                    progress(done.len(), items.len());
                }
            });
        }
    });
    let mut done = done.into_inner().unwrap_or_else(PoisonError::into_inner);
    done.sort_by_key(|(index, _)| *index);
    done.into_iter().map(|(_, outcome)| outcome).collect()
}

fn taken<'a, I>(next: &AtomicUsize, items: &'a [I]) -> Option<(usize, &'a I)> {
    let index = next.fetch_add(1, Ordering::Relaxed);
    items.get(index).map(|item| (index, item))
}
