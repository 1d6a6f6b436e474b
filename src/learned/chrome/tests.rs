//! Tests of `chrome`.

use super::*;
use crate::boilerplate::SiteJudge;
use crate::document::learned::Headlines;
use crate::document::learned::chrome::{Choice, Choices, Form, Place};
use crate::edit;
use crate::key::key;

const SITE: &str = "mill.example";
const PLACES: [&str; 8] =
    ["Arden", "Brook", "Corley", "Dunmere", "Eastry", "Fenham", "Garth", "Holme"];

/// A different story for each number, with chrome around it.
fn story(number: usize) -> String {
    let place = PLACES[number % PLACES.len()];
    let other = PLACES[(number + 3) % PLACES.len()];
    let reused =
        if number.is_multiple_of(3) { "\nThe council did not answer questions.\nA" } else { "\nA" };
    format!(
        "The Mill and Orchard\nNumber {}, Mill edition\n\
         {place} votes on plan number {number} for its bridge\n\
         Residents of {place} voted on Monday on plan {number}, which would close the bridge for two summers and \
         cost the town nine million.{reused} second vote follows once engineer {number} has shown what the river \
         does to the piers near {place} in a wet spring.\n\
         From our files: {other} votes on plan number {} for its bridge\n\
         The work at {place} would begin in year {number} of the programme and end before the next election of \
         the county's assembly.\nPaid space at the mill\n\
         Friends of the mill keep this page going. Leave a coin at the door.",
        number * 37 + 11,
        number + 3,
    )
}

fn counter(numbers: impl Iterator<Item = usize>) -> Counter {
    let mut counter = Counter::default();
    numbers.for_each(|number| counter.add(SITE, &story(number), None));
    counter
}

/// The lines that are removed.
fn gone(chrome: &SiteChrome, text: &str, choices: &Choices) -> Vec<String> {
    let lines = edit::lines(text);
    let judge = SiteJudge::new(chrome, Some(SITE), choices);
    let found = judge.judge(&lines, None, &Headlines::default());
    let hit = lines.iter().zip(found).filter_map(|(l, e)| e.map(|e| l.text[e.span].to_owned()));
    hit.collect()
}

#[test]
fn chrome_is_removed_and_the_story_stays() {
    let chrome = counter(0..24).finish();
    let gone = gone(&chrome, &story(6), &Choices::default());
    let wanted = [
        "The Mill and Orchard",
        "Number 233, Mill edition",
        "From our files: Brook votes on plan number 9 for its bridge",
        "Paid space at the mill",
        "Friends of the mill keep this page going. Leave a coin at the door.",
    ];
    assert_eq!(gone, wanted);
}

#[test]
fn sources_of_quotations_in_many_digests_stay() {
    let mut counter = Counter::default();
    let digest = |number: usize| {
        let place = PLACES[number % PLACES.len()];
        let who = if number.is_multiple_of(3) { "Ada Quill, Harrow Herald" } else { "Bo Reed" };
        format!(
            "Voices on plan number {number} for {place} were many on Monday, and few of them kind.\n\
             Plan number {number} asks too much of {place}, and gives it nothing that it needs.\n{who}\n\
             Engineers want {number} more weeks at {place} before they say what the bridge can bear.\n\
             Nobody at {place} believes in year {number} of the programme any more.\nCo Finch, Valley Post\n\
             A vote on plan {number} follows when {place} has seen the whole of the bill."
        )
    };
    (0..40).for_each(|number| counter.add(SITE, &digest(number), None));
    assert!(gone(&counter.finish(), &digest(6), &Choices::default()).is_empty());
}

#[test]
fn the_days_of_a_diary_stay() {
    let mut counter = Counter::default();
    let diary = |number: usize| story(number).replace("\nA second", "\nSunday\nA second");
    (0..24).for_each(|number| counter.add(SITE, &diary(number), None));
    let gone = gone(&counter.finish(), &diary(7), &Choices::default());
    assert_eq!((gone.len(), gone.contains(&"Sunday".to_owned())), (5, false));
}

/// Lines such as "THE OTHER SIDE" recur between the paragraphs of some stories of a site.
#[test]
fn sub_headings_of_some_stories_stay() {
    let mut counter = Counter::default();
    let headed = |number: usize| {
        let heading = if number.is_multiple_of(6) { "\nTHE OTHER SIDE" } else { "" };
        story(number).replace("\nA second", &format!("{heading}\nA second"))
    };
    (0..24).for_each(|number| counter.add(SITE, &headed(number), None));
    let gone = gone(&counter.finish(), &headed(6), &Choices::default());
    assert_eq!((gone.len(), gone.contains(&"THE OTHER SIDE".to_owned())), (5, false));
}

#[test]
fn a_label_and_a_headline_are_cut_from_the_end_of_a_paragraph() {
    let chrome = counter(0..24).finish();
    let prose = "The mayor of Arden said on Tuesday that the old bridge, which has stood for \
                 a century, would close at the end of the summer.";
    let link = "From our files: Brook votes on plan number 9 for its bridge";
    let glued = format!("{prose} {link}");
    assert_eq!(gone(&chrome, &glued, &Choices::default()), [format!(" {link}")]);
    let told = format!("{prose} From our files: we never print them, she said");
    assert!(gone(&chrome, &told, &Choices::default()).is_empty());
}

#[test]
fn a_label_before_the_storys_own_long_headline_is_removed() {
    let chrome = counter(0..24).finish();
    let judge = SiteJudge::new(&chrome, Some(SITE), &Choices::default());
    let own = "Residents of the upper town ask for one more summer before the bridge is closed";
    let text = format!(
        "{own}\nThey wrote to the council on Monday, and few of them were kind about its plans.\n\
         From our files: {own}"
    );
    let found = judge.judge(&edit::lines(&text), Some(own), &Headlines::default());
    assert_eq!(found.iter().map(Option::is_some).collect::<Vec<_>>(), [false, false, true]);
}

/// The order of a hash map once decided which of the two came first.
#[test]
fn a_sentence_that_is_also_a_line_has_the_place_of_the_line() {
    let mut counter = Counter::default();
    for number in 0..24 {
        let gap = if number % 2 == 0 { "\n" } else { " " };
        counter.add(SITE, &format!("{}{gap}Printed at the valley mill", story(number)), None);
    }
    for _ in 0..8 {
        let chrome = counter.clone().finish();
        let place_as = |form| {
            let entry = chrome.sites[SITE].entry(form, key("Printed at the valley mill"));
            entry.map(|entry| entry.place)
        };
        assert_eq!(place_as(Form::Line), Some(Place::NotHead));
        assert_eq!(place_as(Form::Closing), Some(Place::NotHead));
    }
}

#[test]
fn cleaning_again_removes_nothing_more() {
    let chrome = counter(0..24).finish();
    for number in 0..24 {
        let mut text = story(number);
        for round in 0..3 {
            let gone = gone(&chrome, &text, &Choices::default());
            assert_eq!(gone.len(), if round == 0 { 5 } else { 0 }, "{number}: {gone:?}");
            let kept = |line: &&str| !gone.iter().any(|g| g == line);
            text = text.lines().filter(kept).collect::<Vec<_>>().join("\n");
        }
    }
}

#[test]
fn counting_in_parts_and_any_order_gives_the_same() {
    let whole = counter(0..24).finish();
    let mut parts = counter((12..24).rev());
    parts.merge(counter(0..5));
    parts.merge(counter(5..12));
    assert_eq!(parts.finish(), whole);
}

#[test]
fn one_text_under_two_headlines_counts_the_same_in_any_order() {
    let fill = |headlines: [&str; 2]| {
        let mut counter = counter(0..8);
        headlines.iter().for_each(|line| counter.add(SITE, &story(3), Some(line)));
        let kept: Vec<u64> =
            counter.sites.values().flat_map(|s| s.stories.values()).map(|s| s.headline).collect();
        kept
    };
    let (one, two) = ("Bridge plan is told", "The mill has a new wheel");
    assert_eq!(fill([one, two]), fill([two, one]));
}

#[test]
fn a_full_counter_keeps_the_same_stories_in_any_order() {
    let fill = |numbers: &mut dyn Iterator<Item = usize>| {
        let mut counter = Counter::with_limit(10);
        for number in numbers {
            counter.add(&format!("site{}.example", number % 2), &story(number), None);
        }
        counter
    };
    let whole = fill(&mut (0..40));
    assert!(whole.kept <= 10);
    let mut parts = fill(&mut (20..40).rev());
    parts.merge(fill(&mut (0..20)));
    assert_eq!(parts.finish(), whole.finish());
}

#[test]
fn one_or_two_stories_teach_no_sentences() {
    let one = counter(0..1).finish();
    assert!(gone(&one, &story(0), &Choices::default()).is_empty());
    let versions = {
        let mut counter = Counter::default();
        (0..5).for_each(|n| counter.add(SITE, &format!("{}\nUpdate {n} follows", story(0)), None));
        counter.finish()
    };
    assert!(gone(&versions, &story(0), &Choices::default()).is_empty());
}

#[test]
fn a_users_choice_overrides_what_was_learned() {
    let chrome = counter(0..24).finish();
    let choice = |text: &str| Choice { site: Some(SITE.into()), text: text.into() };
    let choices = Choices {
        keep: vec![choice("Paid space at the mill")],
        drop: vec![choice("The council did not answer questions.")],
    };
    let gone = gone(&chrome, &story(6), &choices);
    assert!(!gone.contains(&"Paid space at the mill".to_owned()));
    assert!(gone.contains(&"The council did not answer questions.".to_owned()));
}

#[test]
fn sentences_glued_to_a_paragraph_are_cut_off() {
    let mut counter = Counter::default();
    for number in 0..24 {
        let place = PLACES[number % 8];
        let text = format!(
            "{} Story continues below the advert\nThe end came in {place} after {number} days of rain, said the mayor.",
            story(number).replace('\n', " ")
        );
        counter.add(SITE, &text, None);
    }
    let text = "The ferry sailed at noon with forty people aboard. Story continues below the advert\nIt came back at dusk, an hour late, with thirty-nine, said the captain.";
    assert_eq!(
        gone(&counter.finish(), text, &Choices::default()),
        [" Story continues below the advert"]
    );
}

#[test]
fn a_label_with_tags_at_the_end_of_many_stories_is_cut_off() {
    let tagged = |number: usize, label: &str| {
        let (place, other) = (PLACES[number % 8], PLACES[(number + 3) % 8]);
        format!(
            "Residents of {place} voted on Monday on plan {number}, and few of them were kind about it.\n\
             The work at {place} would end in year {number}, said the mayor of {other}. {label} {place} \
             bridge {other} plan{number}"
        )
    };
    let mut counter = Counter::default();
    (0..24).for_each(|number| counter.add(SITE, &tagged(number, "Keywords"), None));
    let chrome = counter.finish();
    let gone = gone(&chrome, &tagged(99, "Keywords"), &Choices::default());
    assert_eq!(gone, [" Keywords Dunmere bridge Garth plan99"]);

    // A site that drops full stops begins its last sentences in many ways.
    let mut counter = Counter::default();
    let words = ["The", "A", "In", "But", "The", "He", "She", "At"];
    (0..24).for_each(|number| counter.add(SITE, &tagged(number, words[number % 8]), None));
    assert!(counter.finish().sites[SITE].entries.iter().all(|e| e.form != Form::Ending));
}

#[test]
fn the_table_names_form_and_example() {
    let chrome = counter(0..24).finish();
    let site = &chrome.sites[SITE];
    let forms: Vec<_> = site.entries.iter().map(|e| (e.form, e.example.as_str())).collect();
    assert!(forms.contains(&(Form::Line, "The Mill and Orchard")));
    assert!(forms.iter().any(|f| f.0 == Form::Numbers && f.1.starts_with("Number 1")));
}
