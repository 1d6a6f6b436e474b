//! Tests of `credit_lines`.

const TITLE: &str =
    "<title>Ferry stops for three weeks</title><h1>Ferry stops for three weeks</h1>";
const PROSE: &str = "<p>The ferry will not sail before May, the harbour office said, because the pier is \
                     broken and the parts for it are late.";

fn of(page: &str) -> Option<String> {
    super::super::read(page, None).unwrap().fields.byline
}

#[test]
fn authors_are_shown_in_several_ways() {
    for line in [
        "<p>INES FALK <em class=timedate>Wed Aug 17,12:08 PM ET</em>",
        "<p>By <span class=fn>Ines Falk</span> 17 hours ago",
        "<p><span class=byline>ByInes Falk</span> <span class=titleline>Harbour Notes</span>",
        "<div class=cauthor>Ines Falk</div>",
        "<p>Ines Falk | Staff Writer | March 3, 2021",
        "<p>Ines Falk Times Staff Writer Sun Aug 21, 7:55 AM ET",
        "<p>Dec. 19, 2021 · Ines Falk on behalf of the harbour team",
        "<div><a rel=author href=/g>Ines Falk</a> <span>Rural affairs reporter</span> <time>3 March 2021</time></div>",
        "<p><span itemprop=author><span itemprop=name>Ines Falk</span></span>, <span>Friday</span>",
        "<div itemprop=author itemscope><meta itemprop=name content='Ines Falk'></div>",
        "<p class=reporter>Ines Falk</p>",
        "<p>- By Ines Falk, HarbourWave magazine",
        "<div class=author>di Ines Falk, inviata</div>",
        "<p>By Harrow correspondent Ines Falk",
        "<p class=byline>From HNN Correspondent Ines Falk",
    ] {
        let found = of(&format!("{TITLE}{line}{PROSE}")).map(|name| name.to_uppercase());
        assert_eq!(found.as_deref(), Some("INES FALK"), "{line}");
    }
    assert_eq!(of(&format!("{TITLE}<p>Harbour News | March 3, 2021{PROSE}")), None);
    assert_eq!(
        of(&format!("{TITLE}<p>PG13, Harbour Drama, 2hrs 20min | March 3, 2021{PROSE}")),
        None
    );
    let sentence =
        "<p>The first were the islanders at 16.4 years, followed by Calderians at 16.5 and others.";
    assert_eq!(of(&format!("{TITLE}{sentence}{PROSE}")), None);
    assert_eq!(of(&format!("{TITLE}<p>Big Island 6 (Tuesday){PROSE}")), None);
    assert_eq!(of(&format!("{TITLE}<p class=author>Islands, Travel{PROSE}")), None);
    assert_eq!(of(&format!("{TITLE}<p>Front Page | March 3, 2021{PROSE}<p>The front page.")), None);
}

#[test]
fn an_author_below_a_heading_counts_anywhere_and_a_phrase_does_not() {
    let far = "<p>Rain".repeat(20);
    let page = format!("{TITLE}{far}<h3>Author</h3><p>Ines D. Falk</p>");
    assert_eq!(of(&page).as_deref(), Some("Ines D. Falk"));
    let page = format!("{TITLE}{far}<p>By Harbour Walk<p>A walk around the harbour.");
    assert_eq!(of(&page), None);
}

#[test]
fn a_marked_byline_counts_behind_a_gallery_and_says_its_names_once() {
    let gallery = "<p>Photo".repeat(20);
    let line = "<div class=byline><cite class=vcard>By INES FALK and JO REED, Harrow Press Writer <span class='fn \
                org'>Ines Falk And Jo Reed, Harrow Press Writer</span></cite> – Sun Feb 7, 6:59 pm ET</div>";
    let found = of(&format!("{TITLE}{gallery}{line}{PROSE}"));
    assert_eq!(found.as_deref(), Some("INES FALK; JO REED"));
}

#[test]
fn authors_sign_below_the_story() {
    let signed = format!("{TITLE}{PROSE}{PROSE}<p>-- Ines Falk and Jo Reed<p>More stories");
    assert_eq!(of(&signed).as_deref(), Some("Ines Falk; Jo Reed"));
    for name in ["Ines Falk", "Inés Falcón", "Иван Соколов"] {
        let comments = format!("<div class=replies>{PROSE}{PROSE}</div>");
        let page = format!("<div>{TITLE}{PROSE}{PROSE}<p>-- {name}</div>{comments}");
        assert_eq!(of(&page).as_deref(), Some(name));
    }
    let quoted = format!("{TITLE}{PROSE}<p>-- Ines Falk{PROSE}");
    assert_eq!(of(&quoted), None);
    let said = format!("{TITLE}{PROSE}{}<p>-- Ines Falk", PROSE.replace("<p>", "<p>\""));
    assert_eq!(of(&said), None);
}

#[test]
fn authors_of_other_stories_do_not_count() {
    let other = "<div class='post hentry'><h3>Bridge opens</h3><span class='author vcard'>Jo Reed</span></div>";
    assert_eq!(of(&format!("<div><div>{TITLE}{PROSE}</div>{other}</div>")), None);
    let own = format!(
        "<div class=hentry>{TITLE}{PROSE}{}<p class=author>Ines Falk</div>",
        "<p>Rain".repeat(20)
    );
    assert_eq!(of(&own).as_deref(), Some("Ines Falk"));
}

#[test]
fn a_visible_person_wins_over_an_organization_and_over_a_name_that_is_not_shown() {
    let data = "<script type='application/ld+json'>{\"@type\": \"NewsArticle\", \"author\": {\"@type\": \
                \"Organization\", \"name\": \"Calder Mint\"}}</script>";
    let by = "<p>By Ines Falk";
    assert_eq!(of(&format!("{data}{TITLE}{by}{PROSE}")).as_deref(), Some("Ines Falk"));
    assert_eq!(of(&format!("{data}{TITLE}{PROSE}")).as_deref(), Some("Calder Mint"));
    let first = "<meta name=author content='Ines Falk'>";
    for more in ["<p>By Ines Falk and Jo Reed", "<p>By Dr. Ines Falk, Jo Reed"] {
        let found = of(&format!("{first}{TITLE}{more}{PROSE}")).unwrap_or_default();
        assert!(found.ends_with("Ines Falk; Jo Reed"), "{found}");
    }
    let small = "<meta name=author content='ines falk'>";
    assert_eq!(of(&format!("{small}{TITLE}{by}{PROSE}")).as_deref(), Some("Ines Falk"));
    let part = "<meta name=author content='Falk'>";
    assert_eq!(of(&format!("{part}{TITLE}{by}{PROSE}")).as_deref(), Some("Ines Falk"));
    let meta = "<meta name=author content='Sam Oake'>";
    assert_eq!(of(&format!("{meta}{TITLE}{by}{PROSE}")).as_deref(), Some("Ines Falk"));
    assert_eq!(of(&format!("{meta}{TITLE}{by}{PROSE}<p>Sam Oake")).as_deref(), Some("Sam Oake"));
}
