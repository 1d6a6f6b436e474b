//! Decides which lines, labels and sentences recur over sites.
//!
//! In: the kept stories of all sites and of no site, and the tables of the sites. Out:
//! [`SharedChrome`]. It has less evidence than a site's own table: a line that ten sites print once
//! each may be a sub-heading. So it asks for words about the page, for a label before headlines of
//! other stories, or for a fixed place at the head or tail. It removes nothing.

use std::collections::{BTreeMap, HashMap};

use crate::document::learned::chrome::{Entry, Form, Place, SharedChrome, Site};
use crate::document::learned::word_evidence::CountMap;

use super::count::{Count, Counts, FormKey, Vote, count, forms, is_headline};
use super::story_lines::{Story, StoryLine};
use super::vote::voters;

/// Fewest stories, and fewest sites, that must have a line.
const STORIES: u32 = 5;
const SITES: u32 = 3;
/// Fewest stories with a line that does not mention the page.
const PLAIN_STORIES: u32 = 8;
/// Most percent of a line's longer words that may occur in the paragraphs of its stories.
const OVERLAP: u64 = 40;
/// Most words of a line that does not mention the page.
const PLAIN_WORDS: u32 = 6;
/// Rounds in which lines next to decided ones are judged again.
const ROUNDS: usize = 4;
/// Cells of the first, approximate count, as a power of two.
const CELLS_LOG2: u32 = 24;

/// Decides for the kept stories of each site. Stories without a site are under the empty name; each
/// of them counts as a site.
pub(super) fn decide(
    sites: &BTreeMap<String, (u64, Vec<Story>)>,
    tables: &BTreeMap<String, Site>,
) -> SharedChrome {
    let all = votes(sites);
    let candidates = candidates(&all);
    let has_candidate = |vote: &Vote<'_>| {
        let lines = vote.story.lines.iter();
        lines.flat_map(forms).any(|(form, key, _)| candidates.binary_search(&(form, key)).is_ok())
    };
    let with: Vec<Vote<'_>> = all.iter().copied().filter(has_candidate).collect();
    // Versions of one story on several sites share its sub-headings.
    let stories: Vec<&Story> = with.iter().map(|vote| vote.story).collect();
    let votes: Vec<Vote<'_>> =
        voters(&stories).into_iter().filter_map(|at| with.get(at).copied()).collect();
    let mut titles: Vec<u64> = tables.values().flat_map(|site| site.titles.clone()).collect();
    titles.extend(all.iter().map(|vote| vote.story.headline).filter(|&key| key != 0));
    titles.sort_unstable();
    let is_title = |key: u64| titles.binary_search(&key).is_ok();
    let mut known = known_lines(tables);
    let mut chosen: BTreeMap<FormKey, Place> = BTreeMap::new();
    let mut counts = Counts::default();
    for _ in 0..ROUNDS {
        counts = count(&votes, |line| is_known(line, &known), is_title, &candidates);
        let before = chosen.len();
        for &(form, key) in &candidates {
            let place = counts.get(&(form, key)).and_then(|count| place_of(form, count));
            if let Some(place) = place {
                chosen.entry((form, key)).or_insert(place);
                known.insert((form, key), ());
            }
        }
        if chosen.len() == before {
            break;
        }
    }
    SharedChrome {
        table: table(chosen, counts, (all.len(), votes.len())),
        block_ends: block_ends(&all),
    }
}

/// All stories, each with the number of its site.
fn votes(sites: &BTreeMap<String, (u64, Vec<Story>)>) -> Vec<Vote<'_>> {
    let mut votes = Vec::new();
    let mut number = 0;
    for (name, (_, stories)) in sites {
        for story in stories {
            votes.push(Vote { story, site: number });
            number += u32::from(name.is_empty());
        }
        number += 1;
    }
    votes
}

/// The forms that are in enough stories and may be chrome by their shape, ascending.
fn candidates(votes: &[Vote<'_>]) -> Vec<FormKey> {
    let cell = |(form, key): FormKey| {
        let mixed = (key ^ (form as u64) << 56).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        (mixed >> (u64::BITS - CELLS_LOG2)) as usize
    };
    let fitting = |vote: &Vote<'_>| {
        let story = vote.story;
        let lines = story.lines.iter().filter(|line| !is_headline(line, story));
        let fitting = lines.flat_map(forms).filter(|&(form, _, shape)| may_be_chrome(form, shape));
        let mut keys: Vec<FormKey> = fitting.map(|(form, key, _)| (form, key)).collect();
        keys.sort_unstable();
        keys.dedup();
        keys
    };
    // A cheap count of all forms first: nearly all of them are in one story.
    let mut cells = vec![0_u8; 1 << CELLS_LOG2];
    for form_key in votes.iter().flat_map(fitting) {
        if let Some(cell) = cells.get_mut(cell(form_key)) {
            *cell = cell.saturating_add(1);
        }
    }
    let often = |form_key: &FormKey| {
        cells.get(cell(*form_key)).is_some_and(|&count| u32::from(count) >= STORIES)
    };
    let mut exact: CountMap<FormKey, u32> = CountMap::default();
    for form_key in votes.iter().flat_map(fitting).filter(often) {
        *exact.entry(form_key).or_default() += 1;
    }
    let mut often: Vec<FormKey> = exact
        .into_iter()
        .filter(|(_, stories)| *stories >= STORIES)
        .map(|(form_key, _)| form_key)
        .collect();
    often.sort_unstable();
    often
}

fn may_be_chrome(form: Form, shape: crate::key::Shape) -> bool {
    match form {
        Form::Names | Form::Ending => false,
        Form::Label => shape.words <= 30,
        Form::Line | Form::Numbers => {
            shape.of_the_page || (shape.is_fragment() && shape.words <= PLAIN_WORDS)
        }
        Form::Opening | Form::Closing => shape.of_the_page,
    }
}

/// The lines that the tables of sites have.
fn known_lines(tables: &BTreeMap<String, Site>) -> HashMap<FormKey, ()> {
    let entries = tables.values().flat_map(|site| &site.entries);
    entries.map(|entry| ((entry.form, entry.key), ())).collect()
}

fn is_known(line: &StoryLine, known: &HashMap<FormKey, ()>) -> bool {
    let has = |form, key: Option<u64>| key.is_some_and(|key| known.contains_key(&(form, key)));
    has(Form::Line, Some(line.keys.line)) || has(Form::Numbers, line.keys.numbers)
}

/// The place where a form counts as chrome on any site, if any.
fn place_of(form: Form, count: &Count) -> Option<Place> {
    let shape = count.shape;
    if count.stories < STORIES || count.sites < SITES || shape.letters < 2 {
        return None;
    }
    if form == Form::Label {
        let other = count.titles >= 3 && count.titles * 2 >= count.occurrences;
        return other.then_some(Place::Anywhere);
    }
    if count.mean_overlap() > OVERLAP
        || shape.heads_a_part
        || shape.attributes
        || count.occurrences > 2 * count.stories
    {
        return None;
    }
    let whole = matches!(form, Form::Line | Form::Numbers);
    match (whole, shape.of_the_page, shape.is_fragment()) {
        (true, true, true) if count.top >= 2 => Some(Place::Anywhere),
        (true, true, true) => Some(Place::NotHead),
        (_, true, _) => edge(count, 0.85, 2.0),
        _ if whole && count.stories >= PLAIN_STORIES => edge(count, 0.9, 3.0),
        _ => None,
    }
}

fn edge(count: &Count, share: f32, deviations: f32) -> Option<Place> {
    if count.tail.holds(count.stories, share, deviations) {
        Some(Place::Tail)
    } else if count.head.holds(count.stories, share, deviations) {
        Some(Place::Head)
    } else {
        None
    }
}

fn table(
    chosen: BTreeMap<FormKey, Place>,
    mut counts: Counts,
    (all, counted): (usize, usize),
) -> Site {
    let mut longest = 0;
    let entries = chosen.into_iter().filter_map(|((form, key), place)| {
        let count = counts.remove(&(form, key))?;
        if matches!(form, Form::Line | Form::Numbers) {
            longest = longest.max(count.longest);
        }
        let (stories, sites, example) = (count.stories, count.sites, count.example);
        Some(Entry { form, key, place, stories, sites, example })
    });
    let entries = entries.collect();
    Site { stories: all as u32, sampled: counted as u32, entries, longest, titles: Vec::new() }
}

/// The words in capitals that end blocks of links: those behind most doubled names.
fn block_ends(votes: &[Vote<'_>]) -> Vec<u64> {
    let with: Vec<&Story> =
        votes.iter().map(|vote| vote.story).filter(|story| !story.capitals.is_empty()).collect();
    let mut stories: BTreeMap<u64, usize> = BTreeMap::new();
    for key in with.iter().flat_map(|story| &story.capitals) {
        *stories.entry(*key).or_default() += 1;
    }
    let ends = stories.into_iter().filter(|&(_, count)| count >= 3 && count * 2 >= with.len());
    ends.map(|(key, _)| key).collect()
}

#[cfg(test)]
mod tests {
    use super::super::Counter;
    use crate::boilerplate::SiteJudge;
    use crate::document::learned::Headlines;
    use crate::document::learned::chrome::{Choice, Choices, SiteChrome};
    use crate::edit;
    use crate::key::key;

    const TOWNS: [&str; 12] = [
        "Arden", "Brook", "Corley", "Dunmere", "Eastry", "Fenham", "Garth", "Holme", "Ickwell",
        "Jarrow", "Kelby", "Lowick",
    ];

    /// Stories of many towns. Each has its own prose, and the same lines around and within it.
    fn story(number: usize) -> String {
        let town = TOWNS[number % TOWNS.len()];
        let other = TOWNS[(number + 5) % TOWNS.len()];
        format!(
            "{town} votes on bridge plan number {number}\n\
             Residents of {town} voted on Monday on plan {number}, which would close the bridge for two \
             summers and cost the town nine million.\n\
             The full picture\n\
             A second vote follows once engineer {number} has shown what the river does to the piers near \
             {town} in a wet spring.\n\
             A person who is charged is innocent until proven guilty.\n\
             Elsewhere: {other} votes on bridge plan number {}\n\
             The work at {town} would begin in year {number} of the programme and end before the next \
             election of the county's assembly.\n\
             Get our newsletter with the evening tide",
            number + 5,
        )
    }

    fn learned(site: impl Fn(usize) -> String) -> SiteChrome {
        let mut counter = Counter::default();
        for number in 0..12 {
            let text = story(number);
            let headline = text.lines().next();
            counter.add(&site(number), &text, headline);
        }
        counter.finish()
    }

    fn gone(chrome: &SiteChrome, choices: &Choices) -> Vec<String> {
        let text = story(3).replace("plan number 8", "plan number 99");
        let lines = edit::lines(&text);
        let judge = SiteJudge::new(chrome, Some("new.example"), choices);
        let found = judge.judge(&lines, lines.first().map(|l| l.text), &Headlines::default());
        lines.iter().zip(found).filter_map(|(l, e)| e.map(|e| l.text[e.span].to_owned())).collect()
    }

    #[test]
    fn lines_of_many_sites_are_known_on_a_new_one() {
        let wanted = [
            "Elsewhere: Ickwell votes on bridge plan number 99",
            "Get our newsletter with the evening tide",
        ];
        // Sites with one story each, and stories without a site.
        let sites = learned(|number| format!("{number}.example"));
        assert_eq!(gone(&sites, &Choices::default()), wanted);
        assert_eq!(gone(&learned(|_| String::new()), &Choices::default()), wanted);
    }

    #[test]
    fn lines_of_one_or_two_sites_are_not_shared() {
        let two = learned(|number| format!("{}.example", number % 2));
        assert!(gone(&two, &Choices::default()).is_empty());
        assert!(two.shared.table.entries.is_empty());
    }

    #[test]
    fn a_users_choice_keeps_a_shared_line() {
        let chrome = learned(|number| format!("{number}.example"));
        let keep =
            vec![Choice { site: None, text: "Get our newsletter with the evening tide".into() }];
        let gone = gone(&chrome, &Choices { keep, drop: Vec::new() });
        assert_eq!(gone.len(), 1);
    }

    #[test]
    fn words_that_end_blocks_of_links_are_learned() {
        let mut counter = Counter::default();
        for (number, town) in TOWNS.iter().enumerate().take(6) {
            let text = format!(
                "The member for {town}, Ada RillAda Rose RillVote in {town} nears Who will pay? WEITER said so.\n\
                 {}",
                story(number)
            );
            counter.add(&format!("{number}.example"), &text, None);
        }
        assert_eq!(counter.finish().shared.block_ends, [key("WEITER")]);
    }

    #[test]
    fn counting_in_any_order_gives_the_same() {
        let fill = |numbers: &mut dyn Iterator<Item = usize>| {
            let mut counter = Counter::default();
            numbers.for_each(|n| counter.add(&format!("{}.example", n % 6), &story(n), None));
            counter
        };
        let whole = fill(&mut (0..24)).finish();
        let mut parts = fill(&mut (10..24).rev());
        parts.merge(fill(&mut (0..10)));
        assert_eq!(parts.finish(), whole);
        assert!(!whole.shared.table.entries.is_empty());
    }
}
