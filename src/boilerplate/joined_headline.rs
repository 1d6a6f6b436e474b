//! Finds a headline that was joined to the story: the first sentence of a text of one line.
//!
//! In: a layout, the known fields, and whether the site joins its headlines. Out: more [`Findings`], and the
//! headline and standfirst if they were missing. Either the line's only wide space tells where the
//! headline ends, or most stories of the site begin so. The standfirst stays in the text.

use super::address::AddressWords;
use super::finding::{Basis, Finding, Findings, tidy};
use super::header::key;
use super::headline_form::is_sentence;
use super::layout::Layout;
use unicode_normalization::UnicodeNormalization;

use crate::document::{EditKind, Fields};
use crate::edit::{Opening, first_sentence, opening};

/// The names of what this module finds.
pub(super) const RULE: &str = "headline-joined";
pub(super) const REPEATED: &str = "headline-repeated";

/// The words of a headline, by the evidence for it: with a standfirst behind it, alone, or as the site does.
const WITH_STANDFIRST: std::ops::RangeInclusive<usize> = 2..=20;
const ALONE: std::ops::RangeInclusive<usize> = 3..=16;
const OF_SITE: std::ops::RangeInclusive<usize> = 2..=26;
/// The fewest words of a standfirst.
const STANDFIRST_WORDS: usize = 4;
/// The letters of a sentence that are looked for in an address.
const ADDRESS_LETTERS: usize = 14;
/// The fewest letters and figures of a known headline that is looked for inside a line.
const REPEATED_LETTERS: usize = 16;

/// Takes the headline off the first line.
pub(super) fn take(
    layout: &Layout<'_>,
    known: &Fields,
    (english, joined): (bool, bool),
    found: &mut Findings,
    fields: &mut Fields,
) {
    let mut rows =
        layout.rows.iter().enumerate().filter(|(_, row)| !row.line.text.trim().is_empty());
    let Some((index, row)) = rows.next() else { return };
    if found.lines.contains_key(&index) {
        return;
    }
    let text = row.line.text;
    let alone = rows.next().is_none();
    if known.headline.is_none() && fields.headline.is_none() {
        let address = known.url.as_deref().and_then(AddressWords::of);
        if let Some(end) = address.and_then(|address| address.first_sentences(text)) {
            let standfirst_end = opening(text).filter(|opening| alone && opening.alone);
            let standfirst_end = standfirst_end.and_then(|opening| Some(opening.standfirst?.end));
            let missing = known.standfirst.is_none();
            let ends = (end, standfirst_end.filter(|_| missing));
            return take_sentences(text, ends, (index, row.line.span.start), found, fields);
        }
    }
    if found.has_span(index) {
        return;
    }
    if let Some(headline) = &known.headline {
        if let Some(end) = repeated(text, headline) {
            let start = row.line.span.start;
            found.spans.push((
                index,
                start..start + end,
                finding(REPEATED, "repeats the headline", EditKind::Remove),
            ));
        }
        return;
    }
    if fields.headline.is_some() {
        return;
    }
    let Some(mut opening) = evident(text, (alone, english, joined)) else { return };
    if known.url.as_deref().is_some_and(|url| names_both(url, text, &opening)) {
        opening.take_standfirst(text);
    }
    let Some(headline) = text.get(opening.headline.clone()) else { return };
    fields.headline = Some(tidy(headline));
    let standfirst = opening.standfirst.and_then(|range| text.get(range));
    let standfirst = standfirst.map(|text| text.trim_end_matches([' ', '.']));
    if known.standfirst.is_none() {
        let long = |text: &&str| text.split_whitespace().count() >= STANDFIRST_WORDS;
        fields.standfirst = standfirst.filter(long).map(str::to_owned);
    }
    let finding = finding(RULE, "headline, joined to the story", EditKind::Field);
    if opening.rest >= text.len() {
        found.lines.insert(index, finding);
    } else {
        let start = row.line.span.start;
        found.spans.push((index, start..start + opening.rest, finding));
    }
}

/// Takes the first sentences of a line, which the address of the page names, as the headline, and those up to the
/// wide space as the standfirst. What looked like a dateline at their start is a part of the headline.
fn take_sentences(
    text: &str,
    (end, standfirst_end): (usize, Option<usize>),
    (index, start): (usize, usize),
    found: &mut Findings,
    fields: &mut Fields,
) {
    let Some((headline, rest)) = text.split_at_checked(end) else { return };
    let marks = |c: char| c.is_whitespace() || c == '.';
    let rest = text.len() - rest.trim_start_matches(marks).len();
    if rest == text.len() {
        return;
    }
    fields.headline = Some(tidy(headline.trim_matches(marks)));
    let standfirst = standfirst_end.and_then(|end| text.get(rest..end));
    let standfirst = standfirst.map(|text| text.trim_end_matches(marks));
    let long = |text: &&str| text.split_whitespace().count() >= STANDFIRST_WORDS;
    fields.standfirst = standfirst.filter(long).map(str::to_owned).or(fields.standfirst.take());
    found.spans.retain(|(row, span, _)| *row != index || span.start >= start + rest);
    let finding = finding(RULE, "headline, joined to the story", EditKind::Field);
    found.spans.push((index, start..start + rest, finding));
}

/// The opening of a line, if its first sentence is the headline.
fn evident(text: &str, (alone, english, joined): (bool, bool, bool)) -> Option<Opening> {
    let words = |opening: &Opening| {
        let headline = text.get(opening.headline.clone()).unwrap_or_default();
        (headline.split_whitespace().count(), headline.to_owned())
    };
    let whole = if alone { opening(text) } else { None };
    if let Some(opening) = &whole {
        let (count, headline) = words(opening);
        let standfirst = opening.standfirst.is_some();
        let range = if standfirst { WITH_STANDFIRST } else { ALONE };
        let sentence = english && is_sentence(&headline);
        let numbered = headline.starts_with(char::is_numeric) && headline.contains('\t');
        if !numbered && opening.alone && range.contains(&count) && (standfirst || !sentence) {
            return whole;
        }
    }
    // A text whose wide spaces became line breaks: the opening is its first line.
    let of_site = if alone { whole } else { first_sentence(text) };
    of_site.filter(|opening| joined && OF_SITE.contains(&words(opening).0))
}

/// Whether the address of a page goes on with the sentence behind the headline: then both are the headline.
fn names_both(url: &str, text: &str, opening: &Opening) -> bool {
    let Some(second) = opening.standfirst.clone().and_then(|range| text.get(range)) else {
        return false;
    };
    let (second, url) = (address_key(second), address_key(url));
    second.get(..ADDRESS_LETTERS).is_some_and(|start| url.contains(start))
}

/// The letters and figures of a text as addresses have them: in lower case, without accents.
fn address_key(text: &str) -> String {
    text.nfd().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_lowercase()).collect()
}

/// The end of the headline and the white space behind it, if a line begins with the headline as a sentence
/// and goes on.
fn repeated(text: &str, headline: &str) -> Option<usize> {
    let wanted = key(headline);
    if wanted.chars().count() < REPEATED_LETTERS || text.len() < headline.len() * 2 {
        return None;
    }
    let mut letters = wanted.chars();
    let mut end = 0;
    for (at, c) in text.char_indices() {
        if !c.is_alphanumeric() {
            continue;
        }
        if !c.to_lowercase().all(|c| letters.next() == Some(c)) {
            return None;
        }
        end = at + c.len_utf8();
        if letters.as_str().is_empty() {
            break;
        }
    }
    let rest = text.get(end..).filter(|_| letters.as_str().is_empty())?;
    let marks = |c: char| !c.is_alphanumeric();
    let story = rest.len()
        - rest.trim_start_matches(|c: char| c.is_whitespace() || ".?!…”\"’'»)".contains(c)).len();
    let between = rest.get(..story)?;
    // Without a mark that ends it, the headline is the start of a longer sentence.
    let ends = between.contains(['.', '?', '!', '…'])
        || between.chars().filter(|c| c.is_whitespace()).count() >= 2;
    let begins = rest
        .get(story..)?
        .chars()
        .next()
        .is_some_and(|c| !c.is_lowercase() && !marks(c) || "\"“‘«¿¡(".contains(c));
    (ends && begins && between.ends_with(char::is_whitespace)).then_some(end + story)
}

fn finding(rule: &str, evidence: &str, edit: EditKind) -> Finding {
    Finding {
        rule: rule.into(),
        basis: Basis::Structure,
        also: Vec::new(),
        kind: "headline".to_owned(),
        edit,
        field: None,
        evidence: evidence.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const STORY: &str = "A balsa não sai antes de maio, disse o porto na segunda-feira. O mestre falou de uma fenda no \
        casco. A ilha não tem outro caminho para a loja, a escola e o médico. Um helicóptero levará as crianças à \
        escola todos os dias, e o correio irá num barco pequeno quando o vento deixar. Ninguém sabe quanto custará o \
        conserto, e a câmara falará dele na semana depois da festa do porto e da feira.";

    fn of(text: &str, joined: bool) -> (Option<String>, Option<String>, Vec<String>) {
        let layout = Layout::new(text);
        let (mut found, mut fields) = (Findings::default(), Fields::default());
        take(&layout, &Fields::default(), (false, joined), &mut found, &mut fields);
        let spans = found.spans.iter().map(|(_, span, _)| text[span.clone()].to_owned());
        (fields.headline, fields.standfirst, spans.collect())
    }

    #[test]
    fn a_headline_before_the_only_wide_space_is_taken() {
        let some = |text: &str| Some(text.to_owned());
        let text = format!("Balsa para por três semanas.  {STORY}");
        let span = vec!["Balsa para por três semanas.  ".to_owned()];
        assert_eq!(of(&text, false), (some("Balsa para por três semanas"), None, span));
        let text = format!("Balsa para. Moradores da ilha irão de helicóptero..  {STORY}");
        let standfirst = some("Moradores da ilha irão de helicóptero");
        assert_eq!(
            of(&text, false),
            (some("Balsa para"), standfirst, vec!["Balsa para. ".to_owned()])
        );
    }

    #[test]
    fn a_second_sentence_that_the_address_has_is_part_of_the_headline() {
        let text = format!("Balsa para. Moradores irão de helicóptero.  {STORY}");
        let of = |url: &str| {
            let layout = Layout::new(&text);
            let known = Fields { url: Some(url.to_owned()), ..Fields::default() };
            let (mut found, mut fields) = (Findings::default(), Fields::default());
            take(&layout, &known, (false, false), &mut found, &mut fields);
            let span = found.spans.first().map(|(_, span, _)| text[span.clone()].to_owned());
            (fields.headline, fields.standfirst, span)
        };
        let some = |text: &str| Some(text.to_owned());
        assert_eq!(
            of("https://harrow.example/balsa-para-moradores-irao-de-helicoptero/"),
            (
                some("Balsa para. Moradores irão de helicóptero"),
                None,
                some("Balsa para. Moradores irão de helicóptero.  ")
            )
        );
        assert_eq!(of("https://harrow.example/balsa-para/").0, some("Balsa para"));
    }

    #[test]
    fn the_address_tells_where_the_headline_ends() {
        let of = |text: &str, url: &str| {
            let layout = Layout::new(text);
            let known = Fields { url: Some(url.to_owned()), ..Fields::default() };
            let (mut found, mut fields) = (Findings::default(), Fields::default());
            take(&layout, &known, (false, false), &mut found, &mut fields);
            let span = found.spans.first().map(|(_, span, _)| text[span.clone()].to_owned());
            (fields.headline, span)
        };
        let some = |text: &str| Some(text.to_owned());
        let text = format!("Balsa para por três semanas. {STORY}");
        let url = "https://harrow.example/porto/balsa-para-por-tres-semanas/";
        assert_eq!(
            of(&text, url),
            (some("Balsa para por três semanas"), some("Balsa para por três semanas. "))
        );
        assert_eq!(of(&text, "https://harrow.example/porto/12345"), (None, None));
        assert_eq!(of(STORY, url), (None, None));
    }

    #[test]
    fn other_first_sentences_are_headlines_only_where_the_site_joins_them() {
        let wide = format!("Balsa para por três semanas.  {}", STORY.replace(". ", ".  "));
        assert_eq!(of(&wide, false).0, None);
        assert_eq!(of(&wide, true).0.as_deref(), Some("Balsa para por três semanas"));
        assert_eq!(of(STORY, true).0, None);
        let lines = format!("Balsa para por três semanas.\n\n{STORY}");
        assert_eq!(of(&lines, true).0.as_deref(), Some("Balsa para por três semanas"));
        assert_eq!(of(&lines, false).0, None);
    }

    #[test]
    fn a_known_headline_at_the_start_of_the_line_goes() {
        let of = |text: &str| {
            repeated(text, "Balsa para por três semanas").map(|end| text[end..].to_owned())
        };
        assert_eq!(of(&format!("Balsa para por três semanas.  {STORY}")).as_deref(), Some(STORY));
        assert_eq!(of(&format!("BALSA PARA POR TRÊS SEMANAS! {STORY}")).as_deref(), Some(STORY));
        assert_eq!(of(&format!("Balsa para por três semanas e meia. {STORY}")), None);
        assert_eq!(of(&format!("Balsa para por três semanas Ontem choveu. {STORY}")), None);
    }
}
