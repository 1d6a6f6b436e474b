//! Tests of `token`.

use super::*;
use proptest::prelude::*;

fn shown(page: &str) -> Vec<String> {
    Tokenizer::new(page)
        .map(|token| match token {
            Token::Text(text) => text.to_owned(),
            Token::Start { tag, attributes, .. } => {
                let list: Vec<String> = attributes.map(|(k, v)| format!(" {k}={v}")).collect();
                format!("<{}{}>", tag.name(), list.concat())
            }
            Token::End(tag) => format!("</{}>", tag.name()),
            Token::Raw(tag, text) => format!("{}[{text}]", tag.name()),
        })
        .collect()
}

#[test]
fn tags_text_and_attributes() {
    let page =
        "<!doctype html><P class='a b' id=x data-y>Rain < 3 > 2<br/><a href=\"/x>y\">on</a></p >";
    let expect = [
        "<p class=a b id=x data-y=>",
        "Rain < 3 > 2",
        "<br>",
        "<a href=/x>y>",
        "on",
        "</a>",
        "</p>",
    ];
    assert_eq!(shown(page), expect);
}

#[test]
fn scripts_and_comments_hold_no_tags() {
    let page =
        "<script>if (a < b) '<p>'</SCRIPT ><!-- <p> --><!-->x<title>A <b></title></><?xml?>y";
    let expect = ["<script>", "script[if (a < b) '<p>']", "x", "<title>", "title[A <b>]", "y"];
    assert_eq!(shown(page), expect);
}

#[test]
fn a_script_in_a_comment_may_contain_a_script() {
    let page = "<script><!-- write('<script>1</script>') --></script>x";
    assert_eq!(shown(page), ["<script>", "script[<!-- write('<script>1</script>') -->]", "x"]);
    assert_eq!(shown("<script><!--></script>x"), ["<script>", "script[<!-->]", "x"]);
    assert_eq!(shown("<title>a</title b='>'>x"), ["<title>", "title[a]", "x"]);
}

#[test]
fn an_address_without_quotes_keeps_its_slash() {
    let closed = |page| match Tokenizer::new(page).next() {
        Some(Token::Start { closed, .. }) => closed,
        _ => panic!("{page} is a start tag"),
    };
    assert!(closed("<a/>") && closed("<a b='c'/>") && closed("<a b=c />"));
    assert!(!closed("<a href=/x/>") && !closed("<a href= x/>"));
}

#[test]
fn the_toolbar_of_an_archive_is_no_part_of_the_page() {
    let bar = "<!-- BEGIN WAYBACK TOOLBAR INSERT --><p>3 captures";
    assert_eq!(shown(&format!("{bar}<!-- END WAYBACK TOOLBAR INSERT -->Rain")), ["Rain"]);
    assert_eq!(shown(&format!("{bar}<!-- -->Rain")), ["<p>", "3 captures", "Rain"]);
}

#[test]
fn unclosed_markup_ends_with_the_page() {
    assert_eq!(shown("a<p title=\"x"), ["a"]);
    assert_eq!(shown("a<!-- b"), ["a"]);
    assert_eq!(shown("a<script>b"), ["a", "<script>", "script[b]"]);
    assert_eq!(shown("a<"), ["a<"]);
    assert_eq!(shown("<plaintext>a</plaintext>"), ["<plaintext>", "plaintext[a</plaintext>]"]);
    assert_eq!(shown("<!DOCTYPE l [<!ENTITY a \"b\">]>x"), ["x"]);
}

proptest! {
    #[test]
    fn any_text_ends(page in "[<>/!a-c=\"' é&-]{0,60}") {
        let tokens = Tokenizer::new(&page).count();
        prop_assert!(tokens <= page.len() + 1);
    }
}
