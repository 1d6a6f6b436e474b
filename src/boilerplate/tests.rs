//! Tests of the whole decision on invented texts.

mod prefilter;
mod prose_guard;

use super::*;
use crate::edit::Draft;
use proptest::prelude::*;

const PARAGRAPHS: [&str; 3] = [
    "The council of Harrow Falls did not say when work on the new bridge would begin, or who would pay.",
    "Engineers say that the river may rise again before the summer, and that the ferry cannot run then.",
    "“We will not wait for the capital to remember us,” said the mayor, who has written to it four times.",
];

/// Decides and applies until nothing changes, as the pipeline does.
fn clean(text: &str, fields: &mut Fields, headlines: &[&str], language: Option<&str>) -> String {
    let headlines: Headlines = headlines.iter().collect();
    let (rulebook, day_month) = (Rulebook::built_in(), DayMonth::Unknown);
    let context = Context {
        rulebook,
        headlines: &headlines,
        site: None,
        model: None,
        model_last: false,
        language,
        day_month,
    };
    let mut draft = Draft::new(text);
    for _ in 0..10 {
        let decision = decide(draft.text(), fields, &context);
        let found = decision.fields;
        fields.headline = fields.headline.take().or(found.headline);
        fields.site = fields.site.take().or(found.site);
        fields.byline = fields.byline.take().or(found.byline);
        fields.dateline = fields.dateline.take().or(found.dateline);
        fields.published = fields.published.take().or(found.published);
        fields.contributors = fields.contributors.take().or(found.contributors);
        fields.update_note = fields.update_note.take().or(found.update_note);
        if draft.apply(decision.changes) == 0 {
            return draft.finish().0;
        }
    }
    panic!("the changes of {text:?} do not end");
}

#[test]
fn only_the_story_of_a_scraped_page_is_left() {
    let [one, two, three] = PARAGRAPHS;
    let headline = "Harrow Falls warns capital of second flood";
    let text = format!(
        "May 4, 2019\n\n\nTotal Valley Report\n\n{headline}\n\n{headline}\n\n{one}\n\n\
         See also  Ferry 'not safe' after the storm, says its captain\n\n{two}\n\n\
         second meeting\n\n{three}\n\n\
         This story has been updated with the mayor's reply.\n\n\
         Valley Report's Jane Roe, John Doe and Ann Poe contributed to this report."
    );
    let mut fields = Fields::default();
    let out = clean(&text, &mut fields, &[], Some("en"));
    assert_eq!(out, format!("{one}\n\n{two}\n\nsecond meeting\n\n{three}"));
    assert_eq!(fields.headline.as_deref(), Some(headline));
    assert_eq!(fields.site.as_deref(), Some("Total Valley Report"));
    assert_eq!(fields.published.as_deref(), Some("2019-05-04"));
    assert_eq!(
        fields.update_note.as_deref(),
        Some("This story has been updated with the mayor's reply.")
    );
    assert!(fields.contributors.is_some_and(|c| c.starts_with("Valley Report's Jane Roe")));
}

#[test]
fn a_known_headline_is_removed_with_or_without_its_site() {
    let [one, two, _] = PARAGRAPHS;
    for line in [
        "Bridge to return, mayor says",
        "BRIDGE TO RETURN, MAYOR SAYS | Valley Report",
        "Collapse Bridge to return, mayor says",
    ] {
        let headline = Some("Bridge to return, mayor says".to_owned());
        let mut fields = Fields { headline, ..Fields::default() };
        let out = clean(&format!("{line}\n{one}\n{two}"), &mut fields, &[], Some("en"));
        assert_eq!(out, format!("{one}\n{two}"));
    }
}

#[test]
fn a_byline_and_a_dateline_move_into_their_fields() {
    let [one, two, _] = PARAGRAPHS;
    let mut fields = Fields::default();
    let text = format!("By Jane Roe and John Doe\n\nHARROW FALLS (Reuters) - {one}\n\n{two}");
    assert_eq!(clean(&text, &mut fields, &[], Some("en")), format!("{one}\n\n{two}"));
    assert_eq!(fields.byline.as_deref(), Some("Jane Roe; John Doe"));
    assert_eq!(fields.dateline.as_deref(), Some("HARROW FALLS (Reuters)"));
}

#[test]
fn another_wording_of_the_headline_above_the_story_goes() {
    let [one, two, _] = PARAGRAPHS;
    let left = |line: &str| {
        let headline = "Harrow Falls Warns Capital Of Second Flood; Ferry Says No".to_owned();
        let mut fields = Fields { headline: Some(headline), ..Fields::default() };
        clean(&format!("{line}\n\n{one}\n\n{two}"), &mut fields, &[], Some("en"))
    };
    let story = format!("{one}\n\n{two}");
    assert_eq!(left("Harrow Falls Warned The Capital Of A Second Flood; Ferry Says No"), story);
    for line in [
        "Harrow Falls Warns Its Ferry",
        "Harrow Falls warns capital of second flood, and the ferry says no.",
        "Harrow Falls Warns Capital Of Second Flood; Ferry Says No It rained for five days",
    ] {
        assert_eq!(left(line), format!("{line}\n\n{story}"));
    }
}

#[test]
fn a_single_paragraph_and_a_sub_heading_are_no_headlines() {
    let [one, two, three] = PARAGRAPHS;
    let mut fields = Fields::default();
    assert_eq!(clean(one, &mut fields, &[], Some("en")), one);
    let text = format!("second meeting\n{one}\n{two}\nWhat comes next\n{three}");
    assert_eq!(clean(&text, &mut fields, &[], Some("en")), text);
    assert_eq!(fields, Fields::default());
}

#[test]
fn a_few_words_that_the_story_tells_are_its_headline() {
    let [one, two, three] = PARAGRAPHS;
    let story = format!("{one}\n\n{two}\n\n{three}");
    let headline = |first: &str, language: &str| {
        let mut fields = Fields::default();
        let out = clean(&format!("{first}\n\n{story}"), &mut fields, &[], Some(language));
        assert_eq!(out == story, fields.headline.is_some(), "{first}");
        fields.headline
    };
    for (first, language) in [
        ("Engineers fear the river", "en"),
        ("Who pays for the bridge?", "en"),
        ("Wer bezahlt Harrow Falls?", "de"),
    ] {
        assert_eq!(headline(first, language).as_deref(), Some(first));
    }
    for first in ["Harrow Falls, England", "Did the council say when?", "More from the weekend"] {
        assert_eq!(headline(first, "en"), None, "{first}");
    }
    let story = "镇政府星期一宣布，停运三年的渡轮将于下月恢复航行，每天往返六班，学生和老人可以免费乘坐，船票仍在码头出售。";
    let mut fields = Fields::default();
    assert_eq!(clean(&format!("渡轮下月复航\n\n{story}"), &mut fields, &[], Some("zh")), story);
    assert_eq!(fields.headline.as_deref(), Some("渡轮下月复航"));
    // A reporter in front of the first sentence is no headline.
    let story = "페리는 화요일에 아흐레의 파업이 끝난 뒤 다시 운항했고 첫 배는 승객 열두 명을 태우고 떠났다고 항만청이 밝혔다.";
    let text = format!("(칼더=계곡뉴스) 홍길순 기자 = {story}");
    let mut fields = Fields::default();
    assert_eq!(clean(&text, &mut fields, &[], Some("ko")), story);
    assert_eq!((fields.headline, fields.byline.as_deref()), (None, Some("홍길순")));
    // The first question of an interview is part of it.
    let interview = format!("Who rebuilds the bridge?\n\n{one}\n\nWhen will it be built?\n\n{two}");
    let mut fields = Fields::default();
    assert_eq!(clean(&interview, &mut fields, &[], Some("en")), interview);
}

#[test]
fn a_label_before_another_storys_headline_is_a_link_in_any_language() {
    let [one, two, three] = PARAGRAPHS;
    let others = ["Ο ποταμός φουσκώνει ξανά", "Bridge to return, mayor says"];
    let text = format!(
        "{one}\nΔείτε ακόμη: Ο ποταμός φουσκώνει ξανά\n{two}\n\
         Elsewhere | Bridge to return, mayor says\nNote: nobody was hurt\n{three}"
    );
    let out = clean(&text, &mut Fields::default(), &others, Some("el"));
    assert_eq!(out, format!("{one}\n{two}\nNote: nobody was hurt\n{three}"));
}

#[test]
fn a_recurring_date_stays() {
    let [one, two, three] = PARAGRAPHS;
    let text = format!("May 4, 2019\n{one}\nMay 6, 2019\n{two}\nMay 9, 2019\n{three}");
    let mut fields = Fields::default();
    assert_eq!(clean(&text, &mut fields, &[], Some("en")), text);
    assert_eq!(fields.published, None);
}

/// Lines of the book's own examples, of the paragraphs above, and of noise.
fn any_line() -> impl Strategy<Value = String> {
    let examples: Vec<String> = Rulebook::built_in()
        .rules()
        .flat_map(|rule| rule.removes.iter().chain(&rule.keeps))
        .map(|example| example.replace("[[", "").replace("]]", ""))
        .collect();
    prop_oneof![
        prop::sample::select(examples),
        prop::sample::select(PARAGRAPHS.map(str::to_owned).to_vec()),
        "[A-Z][a-z ]{0,30}",
        "\\PC{0,40}",
        Just(String::new()),
    ]
}

#[test]
fn hostile_texts_take_linear_time() {
    let started = std::time::Instant::now();
    for line in
        ["@".repeat(2_000_000), "May 4, 2019\n".repeat(40_000), "© 2019 Harrow. ".repeat(90_000)]
    {
        clean(&line, &mut Fields::default(), &[], Some("en"));
    }
    clean(&"© 2019 Harrow Media\n".repeat(30_000), &mut Fields::default(), &[], Some("en"));
    assert!(started.elapsed().as_secs() < 20);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]
    #[test]
    fn cleaning_is_idempotent(
        lines in prop::collection::vec(any_line(), 0..14),
        language in prop::sample::select(vec![Some("en"), Some("fr"), Some("ar"), None]),
    ) {
        let mut fields = Fields::default();
        let once = clean(&lines.join("\n"), &mut fields, &["Bridge to return"], language);
        let known = fields.clone();
        prop_assert_eq!(&clean(&once, &mut fields, &["Bridge to return"], language), &once);
        prop_assert_eq!(fields, known);
    }
}

#[test]
fn a_digest_that_names_the_papers_of_its_items_stays_and_a_list_of_links_goes() {
    let [one, two, three] = PARAGRAPHS;
    let list = |source: &str| {
        format!(
            "{one}\n\n{two}\n\nMust reads\n\nFerry strike enters its third week{source}\n\n\
             Mayor of Harrow Falls runs again{source}\n\n{three}"
        )
    };
    let of = |text: &str| clean(text, &mut Fields::default(), &[], Some("en"));
    let digest = list(" [Harrow Times]");
    assert_eq!(of(&digest), digest);
    assert!(!of(&list("")).contains("Ferry strike"));
}

#[test]
fn the_signature_of_a_quoted_post_stays_with_it() {
    let [one, two, three] = PARAGRAPHS;
    let post = "The bridge is gone.\n\n— Jane Roe (@janeroe) March 3, 2020";
    let text = format!("{one}\n\n{two}\n\n{post}\n\n{three}");
    assert_eq!(clean(&text, &mut Fields::default(), &[], Some("en")), text);
}

#[test]
fn the_header_below_a_forecast_is_read_and_the_date_of_the_forecast_is_not() {
    let [one, two, three] = PARAGRAPHS;
    let headline = "Harrow Falls warns capital of second flood";
    let text = format!(
        "Clear skies. High 78F. Winds NW at 10 to 15 mph.\n\nTonight\n\n\
         Clear skies. Low 48F. Winds NNW at 10 to 15 mph.\n\nUpdated: June 1, 2019 @ 6:36 pm\n\n\
         {headline}\n\nBy Jane Roe\n\n{one}\n\n{two}\n\n{three}"
    );
    let mut fields = Fields::default();
    let out = clean(&text, &mut fields, &[], Some("en"));
    assert_eq!(out, format!("{one}\n\n{two}\n\n{three}"));
    assert_eq!(fields.headline.as_deref(), Some(headline));
    assert_eq!(fields.published, None);
}
