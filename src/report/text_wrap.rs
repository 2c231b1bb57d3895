//! Plain tables that fit the terminal, tables for Markdown, and fields for CSV.

use tabled::builder::Builder;
use tabled::settings::object::Rows;
use tabled::settings::{Color, Style};
use textwrap::core::display_width;

use super::text::terminal_text;

/// No table is narrower than this.
pub const NARROWEST: usize = 60;

/// Width and colours of tables on a terminal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TableLayout {
    /// Number of columns available.
    pub width: usize,
    /// Whether colours may be used.
    pub color: bool,
}

/// Rows under a head, wrapped to the width there is: no column but the last takes more than its
/// share, and the last takes the rest.
pub fn grid<const N: usize>(
    head: [&str; N],
    rows: Vec<[String; N]>,
    layout: TableLayout,
) -> String {
    let rows: Vec<_> = rows.into_iter().map(|row| row.map(|cell| terminal_text(&cell))).collect();
    let widths = widths(head, &rows, layout.width.max(NARROWEST));
    let mut builder = Builder::default();
    for row in [head.map(str::to_owned)].iter().chain(&rows) {
        let cells =
            row.iter().zip(widths).map(|(cell, width)| textwrap::fill(cell, lines_of(width)));
        builder.push_record(cells);
    }
    let mut table = builder.build();
    table.with(Style::rounded());
    if layout.color {
        table.modify(Rows::first(), Color::BOLD);
    }
    table.to_string() + "\n"
}

/// Lines of at most `width` columns; continued lines are indented further.
pub fn fitted(text: &str, width: usize) -> String {
    let width = width.max(NARROWEST);
    let mut fitted = String::with_capacity(text.len());
    for line in text.lines() {
        if display_width(line) <= width {
            fitted.push_str(line);
        } else {
            let words = line.trim_start();
            let indent =
                &line[..line.len() - words.len()].chars().take(width / 4).collect::<String>();
            let deeper = format!("{indent}    ");
            let options = plain_lines_of(width).initial_indent(indent).subsequent_indent(&deeper);
            fitted.push_str(&textwrap::fill(words, options));
        }
        fitted.push('\n');
    }
    fitted
}

/// Sentences in lines of at most `width` columns; lines that begin with a blank stay.
pub fn wrapped(text: &str, width: usize) -> String {
    let line = |line: &str| {
        if line.starts_with(' ') { line.to_owned() + "\n" } else { fitted(line, width) }
    };
    let lines: String = text.lines().map(line).collect();
    lines.trim_end_matches('\n').to_owned()
}

/// Lines that never are wider, as the nicest ones might be where letters take two columns.
pub fn lines_of<'a>(width: usize) -> textwrap::Options<'a> {
    textwrap::Options::new(width).wrap_algorithm(textwrap::WrapAlgorithm::FirstFit)
}

/// Breaks a text into lines at blanks only, so that a date or a name with a hyphen is not split if
/// it fits.
fn plain_lines_of<'a>(width: usize) -> textwrap::Options<'a> {
    lines_of(width)
        .word_separator(textwrap::WordSeparator::AsciiSpace)
        .word_splitter(textwrap::WordSplitter::NoHyphenation)
}

fn widths<const N: usize>(head: [&str; N], rows: &[[String; N]], width: usize) -> [usize; N] {
    // A border before each column and after the last, a blank on either side of each text.
    let room = width.saturating_sub(3 * N + 1);
    let mut widths = head.map(str::len);
    for row in rows {
        for (widest, cell) in widths.iter_mut().zip(row) {
            let longest = cell.lines().map(display_width).max().unwrap_or(0);
            *widest = longest.max(*widest).min(room / N);
        }
    }
    let others: usize = widths.iter().take(N - 1).sum();
    widths[N - 1] = room.saturating_sub(others);
    widths
}

/// Formats a table as Markdown.
pub fn markdown<const N: usize>(head: [&str; N], rows: Vec<[String; N]>) -> String {
    let line = |cells: [String; N]| format!("| {} |\n", cells.join(" | "));
    let mut text = line(head.map(str::to_owned)) + &line([(); N].map(|()| "---".to_owned()));
    for row in rows {
        text.push_str(&line(row.map(|cell| markdown_text(&cell))));
    }
    text
}

/// Text that stays in its cell and is not taken for markup.
pub fn markdown_text(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for letter in terminal_text(text).chars() {
        match letter {
            '\n' => safe.push_str("<br>"),
            '<' => safe.push_str("&lt;"),
            '|' | '*' | '_' | '`' | '[' | ']' | '\\' => safe.extend(['\\', letter]),
            other => safe.push(other),
        }
    }
    safe
}

/// One line of CSV (RFC 4180).
pub fn csv_line(fields: &[&str]) -> String {
    let quoted = fields.iter().map(|field| csv_field(field)).collect::<Vec<_>>();
    quoted.join(",") + "\r\n"
}

fn csv_field(text: &str) -> String {
    if text.contains(['"', ',', '\n', '\r']) {
        format!("\"{}\"", text.replace('"', "\"\""))
    } else {
        text.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_stay_cells() {
        let text = markdown(["a", "b"], vec![["x | y".into(), "<b>\n*z*".into()]]);
        assert_eq!(text, "| a | b |\n| --- | --- |\n| x \\| y | &lt;b><br>\\*z\\* |\n");
        assert_eq!(csv_line(&["a,b", "say \"x\"", "c"]), "\"a,b\",\"say \"\"x\"\"\",c\r\n");
    }

    #[test]
    fn a_table_fits_its_width() {
        let row = ["BI-001".to_owned(), "many words ".repeat(30)];
        let text = grid(["Id", "Text"], vec![row], TableLayout { width: 70, color: false });
        assert!(text.lines().all(|line| line.chars().count() <= 70), "{text}");
        assert!(text.contains("many words many"), "{text}");
    }
}
