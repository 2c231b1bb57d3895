//! The one place of standard error where something is drawn over again.

use std::fmt::Write;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressState, ProgressStyle};

/// So often a second at the most.
const DRAWS_A_SECOND: u8 = 8;
/// Columns of the bar itself.
const BAR: usize = 20;

/// There is one terminal, and messages must find the bar that stands in their way.
static BAR_STATE: Mutex<BarState> = Mutex::new(BarState { bar: None, curtain: false });

struct BarState {
    bar: Option<Bar>,
    /// Somebody is being asked.
    curtain: bool,
}

struct Bar {
    bar: ProgressBar,
    /// What stands beside and below it; read when it is drawn.
    text: Arc<Mutex<String>>,
}

fn stage() -> MutexGuard<'static, BarState> {
    BAR_STATE.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Whether anything may be drawn: a terminal that can move its cursor.
pub fn may_draw() -> bool {
    let dumb = std::env::var_os("TERM").is_none_or(|it| it.is_empty() || it == "dumb");
    console::Term::stderr().is_term() && !dumb
}

/// Columns there are.
pub fn width() -> usize {
    let size = console::Term::stderr().size_checked();
    size.map_or(80, |(_rows, columns)| usize::from(columns)).max(BAR * 2)
}

/// Draws how far it is, with lines beside and below the bar; too long ones are cut.
pub fn draw(done: usize, all: usize, lines: &[String]) {
    let mut stage = stage();
    if stage.curtain {
        return;
    }
    let Bar { bar, text } = stage.bar.get_or_insert_with(|| fresh(all));
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
    // Ours is no template that cannot be read; without it there is a plainer bar.
    if let Ok(style) = ProgressStyle::with_template(&format!("{{bar:{BAR}}} {{lines}}")) {
        let lines = Arc::clone(&text);
        let lines = move |_: &ProgressState, out: &mut dyn Write| {
            // Nobody can be told when that fails.
            let _ = out.write_str(&lines.lock().unwrap_or_else(PoisonError::into_inner));
        };
        bar.set_style(style.with_key("lines", lines).progress_chars("━╸·"));
    }
    Bar { bar, text }
}

/// Takes the bar away.
pub fn clear() {
    if let Some(Bar { bar, .. }) = stage().bar.take() {
        bar.finish_and_clear();
    }
}

/// Says something above the bar.
pub fn above(say: impl FnOnce()) {
    let stage = stage();
    match &stage.bar {
        Some(Bar { bar, .. }) => bar.suspend(say),
        None => say(),
    }
}

/// Nothing is drawn while somebody is `asked`.
pub fn draw_the_curtain(asked: bool) {
    if asked {
        clear();
    }
    stage().curtain = asked;
}
