//! Pages and the lines that are rendered of them.

use super::*;
use crate::document::markup::name_hash;
use proptest::prelude::*;

fn text(page: &str) -> String {
    render(page).unwrap().text
}

/// The lines with the tag of their element, its depth and their share of links in hundredths.
fn marked(page: &str) -> Vec<(String, &'static str, u16, u32)> {
    let page = render(page).unwrap();
    let lines = page.text.split('\n').filter(|line| !line.is_empty());
    let mark = |(line, marked): (&str, &crate::document::markup::MarkedLine)| {
        let element = &page.markup.elements[marked.element as usize];
        let share = marked.link_chars * 100 / marked.chars;
        (line.to_owned(), element.tag.name(), element.depth, share)
    };
    lines.zip(&page.markup.lines).map(mark).collect()
}

#[test]
fn blocks_break_lines_and_inline_elements_join() {
    let page = "<body><h1>Dam <em>holds</em></h1>\n<p>Rain  fell<br>on\n the <b>harbour</b>.</p><ul><li>One<li>Two</ul>";
    assert_eq!(text(page), "Dam holds\n\nRain fell\non the harbour.\n\nOne\nTwo");
    assert_eq!(text("<a href=x>Home</a><a href=y>News</a>"), "Home News");
    assert_eq!(text("<div>Rain<div>fell</div>again</div>"), "Rain\n\nfell\n\nagain");
    assert_eq!(text("<pre>a  b\n c</pre>"), "a b\nc");
    assert_eq!(
        text("<p>one <x-note>two</x-note> three</p><x-card>four</x-card>"),
        "one two three\n\nfour"
    );
}

#[test]
fn what_is_no_text_is_left_out() {
    let page = "<head><title>T</title><style>p{}</style></head><script>x</script><p>Rain<!-- no --></p>\
                <select><option>AL<option>AK</select><svg><text>x</text></svg><noscript>y</noscript><template><p>z</template>fell";
    assert_eq!(text(page), "Rain\n\nfell");
    assert_eq!(text("<select><option>AL<div>Rain</div>"), "Rain");
    assert!(render("<script>x</script>").unwrap().text.is_empty());
}

#[test]
fn the_readings_of_ruby_are_left_out() {
    let page =
        "<p><ruby>町<rp>(</rp><rt>まち</rt><rp>)</rp></ruby>の<ruby>橋<rt>はし</ruby>が落ちた";
    assert_eq!(text(page), "町の橋が落ちた");
}

#[test]
fn unclosed_images_and_players_do_not_hide_the_page() {
    assert_eq!(text("<p>Rain<div><svg><path d=x></div><p>fell"), "Rain\n\nfell");
    assert_eq!(text("<p>Rain<svg><title/></svg><p>fell"), "Rain\n\nfell");
    assert_eq!(text("<p>Rain<svg><g><p>fell</svg>"), "Rain\n\nfell");
    assert_eq!(text("<div><video id=a </video></div><p>Rain"), "Rain");
    assert_eq!(text("<video><p>Not shown</p></video><p>Rain"), "Rain");
    assert_eq!(text("<p>Rain<title>fell"), "Rainfell");
}

#[test]
fn a_line_knows_its_element_and_its_links() {
    let page = "<div><p>Rain <a href=x>fell</a></p><li><a href=x><span>More</span></a></li></div>";
    let expect = [("Rain fell", "p", 2, 50), ("More", "span", 4, 100)];
    let expect = expect.map(|(line, tag, depth, share)| (line.to_owned(), tag, depth, share));
    assert_eq!(marked(page), expect);
}

#[test]
fn names_and_hidden_elements_are_noted() {
    let page = "<div class='entry-content Story' style='display : none'><p>Rain</p></div><p id=mainText>fell</p>";
    let page = render(page).unwrap();
    let names = |number: usize| {
        let element = &page.markup.elements[number];
        let from = element.names_from as usize;
        page.markup.names[from..from + usize::from(element.names)].to_vec()
    };
    let hash = |name: &str| name_hash(name.as_bytes());
    assert_eq!(names(1), ["entry-content", "story", "entry", "content"].map(hash));
    assert_eq!(names(3), ["maintext", "main", "text"].map(hash));
    let hidden: Vec<bool> = page.markup.elements.iter().map(|e| e.hidden).collect();
    assert_eq!(hidden, [false, true, true, false]);
}

/// What nobody writes by hand, each with a line of a story in it.
fn hostile() -> Vec<String> {
    let many = |piece: &str, count: usize| piece.repeat(count);
    let attributes: String = (0..100_000).map(|n| format!(" a{n}=\"v\"")).collect();
    let names: String = (0..100_000).map(|n| format!("c-{n} ")).collect();
    vec![
        format!("{}Rain", many("<div>", 5_000)),
        format!("<p{attributes}>Rain"),
        format!("<p class=\"{}\">Rain", many("x", 1 << 20)),
        format!("<p class=\"{names}\">Rain"),
        format!("<p>Rain{}", many("<", 300_000)),
        format!("<p>Rain{}", many("&", 300_000)),
        format!("<p>Rain{}", many("&amp;", 300_000)),
        format!("<p>{}Rain", many("<a><b><i>x</a></b></i>", 3_000)),
        format!("{}<p>Rain", many("<!doctype [>", 50_000)),
        format!("{}Rain", many("<p><div><span>", 6_000)),
        format!("{}Rain", many("<table><tr><td><p>", 5_000)),
        format!("<table>{}Rain", many("<tr><td>", 100_000)),
        format!("<p>Rain{}", many("</div></b></a>", 50_000)),
        format!("<p>Rain{}", many("<!-- x ", 100_000)),
        format!("{}<p>Rain", many("<script>if (a < b) '</p>'</script>", 20_000)),
        format!("<select>{}</select><p>Rain", many("<option>x", 100_000)),
        format!("<p>Rain{}", many("<br>x", 9_000)),
        format!("<p>Rain{}", many("<li><a href=/x>News</a>", 9_000)),
        format!("<h1>Rain</h1>{}", many("<p>Published March 4, 2021", 9_000)),
        format!("<h1>Rain</h1>{}", many("<p class=byline>By Ines Falk", 9_000)),
        format!("<p>Rain{}", many("<span class=tooltip-content>x", 5_000)),
        format!(
            "<title>Rain</title><h1>Rain</h1>{}",
            many("<time datetime=x class=nav></time>", 9_000)
        ),
        format!("<p>Rain{}", many("<h1>a<i>b</i>", 3_000)),
        format!("{}<p>Rain", many("<meta name=author content='Ines Falk'>", 50_000)),
        format!("<script type='application/ld+json'>{}</script><p>Rain", many("[", 200_000)),
        format!("<script>{}</script><p>Rain", many("={a:[", 100_000)),
        format!("<script>{}</script><p>Rain", many("(function(a){return{a:a}}(", 20_000)),
        format!("<script>a={{{}}}</script><p>Rain", many("b:'x'+\"y\"+c,", 30_000)),
        format!("<script>f([1,\"{}\"])</script><p>Rain", many("7:\\n", 100_000)),
    ]
}

#[test]
fn hostile_pages_take_little_time() {
    for page in hostile() {
        let started = std::time::Instant::now();
        let begin: String = page.chars().take(40).collect();
        let read = super::super::read(&page, None);
        assert!(read.is_some_and(|read| read.text.contains("Rain")), "{begin}");
        assert!(started.elapsed().as_secs() < 2, "{begin}: {:?}", started.elapsed());
    }
}

#[test]
fn pages_beyond_all_measure_are_refused() {
    for page in ["<b>".repeat(30_000), "<i></i>".repeat(400_000), "<p>x".repeat(20_000)] {
        assert_eq!(render(&page).err(), Some(TooComplex));
    }
}

proptest! {
    #[test]
    fn any_page_has_as_many_marked_lines_as_lines(page in "(<(p|/p|div|/div|a|/a|b|li|br|td|tr|table|/table|x)>|[a-c \n&;]|<){0,60}") {
        let page = render(&page).unwrap();
        let lines = page.text.split('\n').filter(|line| !line.is_empty()).count();
        prop_assert_eq!(lines, page.markup.lines.len());
        prop_assert!(page.markup.elements.iter().enumerate().all(|(n, e)| n == 0 || (e.parent as usize) < n));
    }
}
