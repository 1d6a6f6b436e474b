//! HTML as it is written: markup of ours, texts of strangers.
//!
//! In: pieces. Out: a page in which every text is escaped.

use super::super::terminal::visible;

/// A page while it is written.
#[derive(Debug, Default)]
pub struct Html {
    page: String,
}

impl Html {
    /// Markup that is part of the program.
    pub fn raw(&mut self, markup: &str) {
        self.page.push_str(markup);
    }

    /// A text, escaped. Control characters and those that turn the direction of writing are
    /// spelled out.
    pub fn text(&mut self, text: &str) {
        for c in visible(&text.replace('\t', " ")).chars() {
            match c {
                '&' => self.page.push_str("&amp;"),
                '<' => self.page.push_str("&lt;"),
                '>' => self.page.push_str("&gt;"),
                '"' => self.page.push_str("&quot;"),
                '\'' => self.page.push_str("&#39;"),
                c => self.page.push(c),
            }
        }
    }

    /// A text that may run in either direction.
    pub fn foreign(&mut self, text: &str) {
        self.raw("<bdi>");
        self.text(text);
        self.raw("</bdi>");
    }

    /// A text cut to so many characters.
    pub fn short(&mut self, text: &str, length: usize) {
        match text.char_indices().nth(length) {
            Some((at, _)) => self.foreign(&format!("{}…", text.get(..at).unwrap_or_default())),
            None => self.foreign(text),
        }
    }

    /// The head of a table: its columns, those of numbers with a `#` before.
    pub fn table(&mut self, columns: &[&str]) {
        self.raw("<table>\n<tr>");
        for column in columns {
            match column.strip_prefix('#') {
                Some(number) => {
                    self.raw("<th class=\"n\">");
                    self.text(number);
                }
                None => {
                    self.raw("<th>");
                    self.text(column);
                }
            }
            self.raw("</th>");
        }
        self.raw("</tr>\n");
    }

    /// A cell with a number.
    pub fn number(&mut self, number: &str) {
        self.raw("<td class=\"n\">");
        self.text(&grouped(number));
        self.raw("</td>");
    }

    /// A cell with a ratio as a bar and as a percentage; empty when there is none.
    pub fn share(&mut self, ratio: &str) {
        self.raw("<td class=\"n\">");
        // `0.1234` is 12.3 %: the digits are taken as they stand, without floating point.
        let digits: String = ratio.chars().filter(char::is_ascii_digit).collect();
        if let (5, Ok(value)) = (digits.len(), digits.parse::<u32>()) {
            let percent = value.min(10_000) / 100;
            self.raw(&format!("<span class=\"bar\"><i style=\"width:{percent}%\"></i></span>"));
            self.raw(&format!("{}.{} %", value / 100, value / 10 % 10));
        }
        self.raw("</td>");
    }

    /// A cell with the day of a date, on one line: the tables have the time.
    pub fn date(&mut self, date: &str) {
        self.raw("<td class=\"d\">");
        self.text(date.split('T').next().unwrap_or(date));
        self.raw("</td>");
    }

    pub fn cell(&mut self, text: &str) {
        self.raw("<td>");
        self.foreign(text);
        self.raw("</td>");
    }

    pub fn finish(self) -> String {
        self.page
    }
}

/// Digits with a narrow space between every three.
pub fn grouped(digits: &str) -> String {
    let length = digits.len();
    let mut text = String::with_capacity(length * 2);
    for (at, c) in digits.char_indices() {
        if at > 0 && (length - at).is_multiple_of(3) {
            text.push('\u{202f}');
        }
        text.push(c);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_escaped_and_numbers_legible() {
        let mut html = Html::default();
        html.text("<a href=\"x\" title='y'>&\u{1b}");
        html.number("1234567");
        html.share("0.1234");
        html.share("1.0000");
        html.share("<b>");
        html.short("abcdef", 3);
        assert_eq!(
            html.finish(),
            "&lt;a href=&quot;x&quot; title=&#39;y&#39;&gt;&amp;\\u001b\
             <td class=\"n\">1\u{202f}234\u{202f}567</td>\
             <td class=\"n\"><span class=\"bar\"><i style=\"width:12%\"></i></span>12.3 %</td>\
             <td class=\"n\"><span class=\"bar\"><i style=\"width:100%\"></i></span>100.0 %</td>\
             <td class=\"n\"></td><bdi>abc…</bdi>"
        );
    }
}
