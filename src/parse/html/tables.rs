//! Joins the cells of data tables into rows.
//!
//! In: the rendered lines of a page, one for each cell, and all elements of the page. Out: the same
//! text with one line for each row of a data table, its cells divided by ` | `, empty cells
//! included. The cells of a table that only arranges the page stay lines of their own.

use crate::document::markup::{Element, MarkedLine, Markup, Tag};

/// What divides the cells of a row.
const DIVIDER: &str = " | ";
/// Cells of a data table are short: on average at most this many characters.
const MOST_MEAN_CHARS: u32 = 60;
/// The longest cell of a data table.
const MOST_CHARS: u32 = 400;
/// The most cells of a row.
const MOST_COLUMNS: usize = 64;

/// Joins the rows of all data tables. Lines and marked lines stay in step.
pub(super) fn join_rows(text: &mut String, markup: &mut Markup) {
    if !markup.elements.iter().any(|element| element.tag == Tag::Table) {
        return;
    }
    let cells = Cells::of(markup);
    let is_data: Vec<bool> = cells.tables.iter().map(Table::is_data).collect();
    if !is_data.contains(&true) {
        return;
    }
    let mut joined = String::with_capacity(text.len());
    let mut lines: Vec<MarkedLine> = Vec::with_capacity(markup.lines.len());
    let mut number = 0;
    // The row of the last line, and the number of cells that were written.
    let mut open: Option<(u32, usize)> = None;
    for piece in text.split_inclusive('\n') {
        let line = piece.trim_end_matches('\n');
        if line.is_empty() {
            joined.push_str(piece);
            continue;
        }
        let marked = markup.lines.get(number).cloned().unwrap_or_default();
        let cell = cells.of_line.get(number).copied().flatten();
        number += 1;
        let cell = cell.filter(|cell| is_data.get(cell.table).copied().unwrap_or(false));
        match (cell, open) {
            (Some(cell), Some((row, written))) if cell.row == row => {
                let end = joined.trim_end_matches('\n').len();
                joined.truncate(end);
                // Two lines of one cell are divided by a space.
                let missing = cell.column.saturating_sub(written);
                joined.push_str(if missing == 0 { " " } else { DIVIDER });
                (1..missing).for_each(|_| joined.push_str(DIVIDER.trim_start()));
                joined.push_str(piece);
                if let Some(last) = lines.last_mut() {
                    last.element = cell.row;
                    last.chars += marked.chars;
                    last.link_chars += marked.link_chars;
                }
                open = Some((row, cell.column));
            }
            (Some(cell), _) => {
                (0..cell.column).for_each(|_| joined.push_str(DIVIDER.trim_start()));
                joined.push_str(piece);
                lines.push(MarkedLine { element: cell.row, ..marked });
                open = Some((cell.row, cell.column));
            }
            (None, _) => {
                joined.push_str(piece);
                lines.push(marked);
                open = None;
            }
        }
    }
    *text = joined;
    markup.lines = lines;
}

/// The place of a line in a table.
#[derive(Debug, Clone, Copy)]
struct Cell {
    table: usize,
    /// The element of its row.
    row: u32,
    /// Counts from 0 in the row.
    column: usize,
}

/// What tells a data table from one that arranges a page.
#[derive(Debug, Default)]
struct Table {
    rows: usize,
    /// Rows with two cells of text or more.
    wide_rows: usize,
    columns: usize,
    cells: u32,
    chars: u32,
    link_chars: u32,
    longest: u32,
    headers: u32,
    /// Whether it contains a table, a form, an article or a heading.
    arranges: bool,
}

impl Table {
    fn is_data(&self) -> bool {
        let few_links = self.link_chars * 2 <= self.chars;
        let short = self.chars <= self.cells * MOST_MEAN_CHARS && self.longest <= MOST_CHARS;
        let shaped = self.wide_rows >= 2 && self.columns >= 2 && self.columns <= MOST_COLUMNS;
        let mostly_wide = self.wide_rows * 2 >= self.rows;
        shaped && mostly_wide && short && !self.arranges && (few_links || self.headers > 0)
    }
}

/// The tables of a page, and the cell of each line.
struct Cells {
    tables: Vec<Table>,
    of_line: Vec<Option<Cell>>,
}

impl Cells {
    fn of(markup: &Markup) -> Cells {
        let elements = &markup.elements;
        let mut tables: Vec<Table> = Vec::new();
        // For each element: its table, its row, and its column or the next column of its row.
        let mut table_of: Vec<Option<usize>> = Vec::with_capacity(elements.len());
        let mut row_of: Vec<Option<u32>> = Vec::with_capacity(elements.len());
        let mut column_of: Vec<usize> = Vec::with_capacity(elements.len());
        let mut next_column = vec![0usize; elements.len()];
        for (number, element) in (0u32..).zip(elements) {
            let parent = element.parent as usize;
            let above = if number == 0 { None } else { table_of.get(parent).copied().flatten() };
            let (mut table, mut row) = (above, row_of.get(parent).copied().flatten());
            let mut column = column_of.get(parent).copied().unwrap_or(0);
            let arranges = element.tag == Tag::Table || is_structure(element);
            if let Some(outer) = above.and_then(|outer| tables.get_mut(outer))
                && arranges
            {
                outer.arranges = true;
            }
            match element.tag {
                Tag::Table => {
                    (table, row, column) = (Some(tables.len()), None, 0);
                    tables.push(Table::default());
                }
                Tag::Tr if table.is_some() => row = Some(number),
                Tag::Td | Tag::Th => {
                    if let Some(next) = row.and_then(|row| next_column.get_mut(row as usize)) {
                        column = *next;
                        *next += 1;
                    }
                }
                Tag::Caption => row = None,
                _ => {}
            }
            if let Some(own) = table.and_then(|table| tables.get_mut(table)) {
                own.rows += usize::from(element.tag == Tag::Tr);
                own.headers += u32::from(element.tag == Tag::Th);
                own.columns = own.columns.max(column + 1);
            }
            table_of.push(table);
            row_of.push(row);
            column_of.push(column);
        }
        let mut of_line = Vec::with_capacity(markup.lines.len());
        let mut last: Option<(u32, usize, bool)> = None;
        for line in &markup.lines {
            let at = line.element as usize;
            let place = table_of.get(at).copied().flatten().zip(row_of.get(at).copied().flatten());
            let column = column_of.get(at).copied().unwrap_or(0);
            let cell = place.map(|(table, row)| Cell { table, row, column });
            if let Some(cell) = cell
                && let Some(table) = tables.get_mut(cell.table)
            {
                table.cells += 1;
                table.chars += line.chars;
                table.link_chars += line.link_chars;
                table.longest = table.longest.max(line.chars);
                last = match last {
                    Some((row, first, counted)) if row == cell.row => {
                        let wide = !counted && first != cell.column;
                        table.wide_rows += usize::from(wide);
                        Some((row, first, counted || wide))
                    }
                    _ => Some((cell.row, cell.column, false)),
                };
            }
            of_line.push(cell);
        }
        Cells { tables, of_line }
    }
}

/// Whether an element in a cell shows that the table arranges a page.
fn is_structure(element: &Element) -> bool {
    element.tag.heading() > 0
        || matches!(
            element.tag,
            Tag::Form | Tag::Article | Tag::Section | Tag::Nav | Tag::Blockquote
        )
}

#[cfg(test)]
mod tests {
    use super::super::render::render;

    fn text(page: &str) -> String {
        let page = render(page).unwrap();
        let lines = page.text.split('\n').filter(|line| !line.is_empty()).count();
        assert_eq!(lines, page.markup.lines.len());
        page.text
    }

    #[test]
    fn a_data_table_has_one_line_a_row() {
        let page = "<p>Costs</p><table><caption>In crowns</caption><tr><th>Year<th>Plan<th>Spent<tr><td>2019<td>1.1<td>\
                    <tr><td><td><b>0.3</b> million<td>0.2</table><p>Rain</p>";
        let expect =
            "Costs\n\nIn crowns\n\nYear | Plan | Spent\n2019 | 1.1\n| 0.3 million | 0.2\n\nRain";
        assert_eq!(text(page), expect);
        let page = "<table><tr><td>a<td><td>c<tr><td>d<td>e<br>f<td>g</table>";
        assert_eq!(text(page), "a | | c\nd | e f | g");
    }

    #[test]
    fn a_table_that_arranges_the_page_keeps_its_cells() {
        let long = "Rain fell over the harbour and the road to the quarry was shut. ".repeat(8);
        let page = format!("<table><tr><td>Menu<td><p>{long}<tr><td>Home<td><p>{long}</table>");
        assert!(text(&page).contains("Menu\n\nRain"));
        let page = "<table><tr><td><h2>News</h2>x<td>y<tr><td>z<td>w</table>";
        assert!(text(page).contains("x\ny\nz\nw"));
        let page = "<table><tr><td>a<tr><td>b</table>";
        assert_eq!(text(page), "a\nb");
    }
}
