//! Tests of `published`.

use super::*;

fn of(head: &[&str]) -> Option<(String, bool)> {
    let fits = |iso: &str| *iso >= *"1990" && *iso <= *"2024-01-01";
    let lines: String = head.iter().map(|line| format!("<p>{line}")).collect();
    let html = format!("<h1>Ferry stops</h1>{lines}");
    let page = super::super::render::render(&html).unwrap();
    let head = Header::of(&page, Some(0));
    shown(&page, &head, &VisitDay::of(&page, &head), fits)
        .map(|((iso, ..), changed)| (iso, changed))
}

#[test]
fn an_update_beside_the_headline_is_not_the_publication_date() {
    let day = |day: &str, changed| Some((day.to_owned(), changed));
    assert_eq!(of(&["By Ines Falk | March 3, 2021"]), day("2021-03-03", false));
    assert_eq!(of(&["Updated March 4, 2021", "March 3, 2021"]), day("2021-03-03", false));
    assert_eq!(of(&["Last updated", "March 4, 2021"]), day("2021-03-04", true));
    let both = "Publié le 3 mars 2021 à 07h30, mis à jour le 4 mars 2021 à 09h00";
    assert_eq!(of(&[both]), day("2021-03-03T07:30:00", false));
    assert_eq!(of(&["March 3, 1921", "March 3, 2031"]), None);
    let prose = "The council met on March 3, 2021, and sent the plan back to those who made it";
    assert_eq!(of(&[prose]), None);
}

#[test]
fn an_entry_of_a_list_of_events_is_not_the_publication_date() {
    for entry in [
        "27 Feb 2005: The council votes on the new ferry",
        "27 février 2005 : le conseil vote le nouveau bac de Merrow",
        "27. Februar 2005: Der Rat stimmt über die neue Fähre ab",
    ] {
        assert_eq!(of(&["By Ines Falk", entry]), None, "{entry}");
    }
    assert_eq!(of(&["March 3, 2021: Updated with names"]), Some(("2021-03-03".into(), false)));
}

#[test]
fn swapped_day_and_month_are_recognised() {
    assert!(is_swapped("2021-03-04T08:00:00Z", "2021-04-03"));
    assert!(!is_swapped("2021-03-04", "2021-03-05") && !is_swapped("2021", "2021-04-03"));
}

fn on_page(page: &str) -> Option<String> {
    super::super::read(page, Some("2024-01-01")).unwrap().fields.published
}

#[test]
fn a_date_beside_the_author_and_an_update_at_the_end_come_last() {
    let filler = "<p>Rain fell on the harbour.</p>".repeat(20);
    let author = "<meta name=author content='Ines Falk'><h1>Ferry stops</h1>";
    let beside = format!("{author}{filler}<p>Ines Falk</p><p>March 3, 2021</p>");
    assert_eq!(on_page(&beside).as_deref(), Some("2021-03-03"));
    let changed = format!("{author}{filler}<p>Last updated: March 3, 2021</p>");
    assert_eq!(on_page(&changed).as_deref(), Some("2021-03-03"));
    let neither = format!("{author}{filler}<p>March 3, 2021</p>");
    assert_eq!(on_page(&neither), None);
}

#[test]
fn the_time_below_the_headline_comes_before_those_of_other_stories() {
    let other = "<li><time datetime=2020-12-17>3 weeks</time> Bridge opens</li>".repeat(8);
    let own = "<h1>Ferry stops for three weeks</h1><time datetime=2020-03-01>1 March</time>";
    let title = "<title>Ferry stops for three weeks</title>";
    let page = format!("{title}<ul>{other}</ul>{own}<p>Rain.");
    assert_eq!(on_page(&page).as_deref(), Some("2020-03-01"));
    let figures = own.replace("1 March", "03/01/2020");
    let beside = format!("{title}<ul>{other}</ul><p>16 December 2020</p>{figures}<p>Rain.");
    assert_eq!(on_page(&beside).as_deref(), Some("2020-03-01"));
    let above = format!("<ul>{other}</ul><p>Rain fell.");
    assert_eq!(on_page(&above).as_deref(), Some("2020-12-17"));
}

#[test]
fn structured_data_may_be_written_with_entities() {
    let page = "<script type='application/ld+json'>{&quot;@type&quot;: &quot;NewsArticle&quot;, \
                &quot;datePublished&quot;: &quot;2021-03-03&quot;}</script><p>Rain";
    assert_eq!(on_page(page).as_deref(), Some("2021-03-03"));
}

#[test]
fn a_date_of_another_story_or_far_away_does_not_count() {
    let title = "<title>Ferry stops for three weeks</title>";
    let head = "<p>Friday, 3 March 2000<p><b>Ferry stops for three weeks</b><p>By Ines Falk";
    let other = "<p><a href=/1>The bridge opens for all of us</a><p>1 February 2000";
    assert_eq!(on_page(&format!("{title}{head}{other}")).as_deref(), Some("2000-03-03"));
    let bare = head.replace("Friday, 3 March 2000", "Harbour");
    assert_eq!(on_page(&format!("{title}{bare}{other}")), None);
}

#[test]
fn dates_are_read_from_names_that_end_in_date_and_from_the_title() {
    let rain = "<p>Rain fell on the harbour.";
    let meta = format!("<meta name=OriginalPublicationDate content='2000/03/03 10:00:00'>{rain}");
    assert_eq!(on_page(&meta).as_deref(), Some("2000-03-03T10:00:00"));
    let title = format!("<title>Ferry stops - December 4, 2000</title>{rain}");
    assert_eq!(on_page(&title).as_deref(), Some("2000-12-04"));
    assert_eq!(on_page(&format!("<title>News of December 4, 2000</title>{rain}")), None);
}

#[test]
fn a_shown_day_that_is_the_day_of_the_change_or_a_neighbour_does_not_win() {
    let of = |published: &str, shown: &str| {
        on_page(&format!(
            "<title>Ferry stops for three weeks</title><meta property=article:published_time \
             content={published}><meta property=article:modified_time content=2021-05-01T08:00:00Z>\
             <h1>Ferry stops for three weeks</h1><p>{shown}<p>Rain."
        ))
    };
    assert_eq!(of("2021-03-03", "May 1, 2021").as_deref(), Some("2021-03-03"));
    assert_eq!(of("2019-03-03", "May 1, 2021").as_deref(), Some("2021-05-01"));
    assert_eq!(of("2021-03-03", "March 4, 2021").as_deref(), Some("2021-03-03"));
    assert_eq!(of("2021-03-03", "March 9, 2021").as_deref(), Some("2021-03-09"));
}
