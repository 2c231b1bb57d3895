//! The progress bar on standard error.

use std::fmt::Write;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressState, ProgressStyle};

/// Maximum number of draws per second.
const DRAWS_A_SECOND: u8 = 8;
/// Columns of the bar without its text.
const BAR: usize = 20;

/// State of the one terminal: a message has to remove the bar before it is printed.
static BAR_STATE: Mutex<BarState> = Mutex::new(BarState { bar: None, hidden: false });

struct BarState {
    bar: Option<Bar>,
    /// A question is open, so the bar is hidden.
    hidden: bool,
}

struct Bar {
    bar: ProgressBar,
    /// Text beside and below the bar; read when it is drawn.
    text: Arc<Mutex<String>>,
}

fn state() -> MutexGuard<'static, BarState> {
    BAR_STATE.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Whether a bar may be drawn: standard error is a terminal that can move its cursor.
pub fn may_draw() -> bool {
    let dumb = std::env::var_os("TERM").is_none_or(|it| it.is_empty() || it == "dumb");
    console::Term::stderr().is_term() && !dumb
}

/// Number of columns of the terminal.
pub fn width() -> usize {
    let size = console::Term::stderr().size_checked();
    size.map_or(80, |(_rows, columns)| usize::from(columns)).max(BAR * 2)
}

/// Draws the progress, with lines beside and below the bar; long lines are cut.
pub fn draw(done: usize, all: usize, lines: &[String]) {
    let mut state = state();
    if state.hidden {
        return;
    }
    let Bar { bar, text } = state.bar.get_or_insert_with(|| fresh(all));
    let width = width() - 1;
    let room = [width - BAR - 1].into_iter().chain(std::iter::repeat(width));
    let cut = lines.iter().zip(room).map(|(line, room)| console::truncate_str(line, room, "…"));
    *text.lock().unwrap_or_else(PoisonError::into_inner) = cut.collect::<Vec<_>>().join("\n");
    bar.update(|state| state.set_pos(done as u64));
}

fn fresh(all: usize) -> Bar {
    let text = Arc::<Mutex<String>>::default();
    let target = ProgressDrawTarget::stderr_with_hz(DRAWS_A_SECOND);
    let bar = ProgressBar::with_draw_target(Some(all as u64), target);
    // The template is valid; with an invalid one the default bar would be drawn.
    if let Ok(style) = ProgressStyle::with_template(&format!("{{bar:{BAR}}} {{lines}}")) {
        let lines = Arc::clone(&text);
        let lines = move |_: &ProgressState, out: &mut dyn Write| {
            // An error here cannot be reported.
            let _ = out.write_str(&lines.lock().unwrap_or_else(PoisonError::into_inner));
        };
        bar.set_style(style.with_key("lines", lines).progress_chars("━╸·"));
    }
    Bar { bar, text }
}

/// Removes the bar.
pub fn clear() {
    if let Some(Bar { bar, .. }) = state().bar.take() {
        bar.finish_and_clear();
    }
}

/// Calls `print` to print above the bar.
pub fn above(print: impl FnOnce()) {
    let state = state();
    match &state.bar {
        Some(Bar { bar, .. }) => bar.suspend(print),
        None => print(),
    }
}

/// Hides the bar while a question is `open`.
pub fn hide(open: bool) {
    if open {
        clear();
    }
    state().hidden = open;
}
