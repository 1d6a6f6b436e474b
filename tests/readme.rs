//! Sentences of README that a run can contradict. `documentation.rs` checks its commands, flags, examples
//! and paths, `golden.rs` its output block; what other tests hold is not repeated here.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::process::Command;

use crate::program::{call, call_in, folder_of, root, rows, run_sample};

const RAIN: &str = "Rain fell on the harbour of Sund all night, and the ferry to Holm stayed in. The \
    harbour master said that the wind would turn by noon and that nobody had been hurt.";

fn readme() -> String {
    fs::read_to_string(root().join("README.md")).unwrap()
}

/// README without line breaks, so that a sentence can be looked for.
fn prose() -> String {
    readme().split_whitespace().collect::<Vec<_>>().join(" ")
}

fn names(folder: &Path) -> BTreeSet<String> {
    let entries = fs::read_dir(folder).unwrap();
    entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect()
}

#[test]
fn the_sample_is_as_large_as_the_readme_says() {
    let run = run_sample(&[]);
    let stories = rows(&run.out().join("articles.csv"));
    let sites = rows(&run.out().join("sites.csv"));
    let words = ["seven", "eight", "nine", "ten", "eleven"];
    let told = format!(
        "holds {} invented stories from {} invented outlets",
        stories.len(),
        words[sites.len() - 7]
    );
    assert!(prose().contains(&told), "{told}");
    assert!(prose().contains("one file of the sample is broken JSON"));
    let failed = rows(&run.out().join("problems.csv"));
    let failed: Vec<_> = failed.iter().filter(|row| row["outcome"] == "failed").collect();
    assert_eq!((failed.len(), failed[0]["code"].as_str()), (1, "bad_json"));
}

#[test]
fn the_table_of_files_names_every_file_of_a_run() {
    let home = tempfile::tempdir().unwrap();
    let index = home.path().join("index");
    let flags = ["--index", index.to_str().unwrap(), "--keep-original", "--passages", "--excel"];
    let run = run_sample(&[&flags[..], &["--formats", "jsonl"]].concat());
    assert_eq!(run.code, 1, "{}", run.stderr);
    let page = readme();
    for name in names(&run.out()) {
        let shown = if run.out().join(&name).is_dir() { format!("{name}/") } else { name };
        assert!(page.contains(&format!("`{shown}`")), "README does not name {shown}");
    }
}

#[test]
fn the_exit_codes_are_those_of_the_help() {
    let codes = |text: &str, ends: &[char]| -> BTreeSet<u8> {
        text.split(ends).filter_map(|part| part.trim().split(' ').next()?.parse().ok()).collect()
    };
    let page = readme();
    let table = page.split("### Exit codes").nth(1).unwrap().split("\n\n").nth(1).unwrap();
    let first_cells = table.lines().filter_map(|line| line.split('|').nth(1));
    let told: BTreeSet<u8> = first_cells.flat_map(|cell| codes(cell, &[','])).collect();
    let help = call(&["--help"]).stdout;
    let line = help.split("Exit codes:").nth(1).unwrap().replace('\n', " ");
    assert_eq!(told, codes(&line, &[';', ',']));
    assert_eq!(told, BTreeSet::from([0, 1, 2, 3, 4, 5, 6, 7, 130, 143]));
}

#[test]
fn the_limits_are_those_of_the_program() {
    assert!(prose().contains("Documents over 16 MB and lines over 4 MB are refused"));
    let help = call(&["run", "--help"]).stdout;
    assert!(help.contains("[default: 16M]") && help.contains("[default: 4M]"), "{help}");
    let home = tempfile::tempdir().unwrap();
    fs::create_dir(home.path().join("in")).unwrap();
    fs::write(home.path().join("in/a.txt"), RAIN).unwrap();
    fs::write(home.path().join("in/line.txt"), RAIN.repeat((4 << 20) / RAIN.len() + 1)).unwrap();
    let line = format!("{RAIN}\n");
    fs::write(home.path().join("in/size.txt"), line.repeat((16 << 20) / line.len() + 1)).unwrap();
    let run = call_in(home.path(), &["run", "in", "-o", "@OUT@", "-q"], "");
    let problems = rows(&run.out().join("problems.csv"));
    let codes: Vec<_> = problems.iter().map(|row| row["code"].as_str()).collect();
    assert_eq!(codes, ["line_too_long", "too_large"]);
}

#[test]
fn colours_can_be_turned_off() {
    let help = |no_color: bool| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_copydesk"));
        command.arg("--help").env("CLICOLOR_FORCE", "1").env_remove("NO_COLOR");
        if no_color {
            command.env("NO_COLOR", "1");
        }
        String::from_utf8(command.output().unwrap().stdout).unwrap()
    };
    assert!(help(false).contains('\u{1b}') && !help(true).contains('\u{1b}'));
}

#[test]
fn a_folder_names_the_site_unless_the_record_does() {
    let record =
        format!("{{\"source\": \"Holm Post\", \"text\": \"{}\"}}", RAIN.replace("Rain", "Snow"));
    let addressed = format!(
        "{{\"url\": \"https://sund.example/a\", \"text\": \"{}\"}}",
        RAIN.replace("Rain", "Hail")
    );
    let home = folder_of(&[
        ("stories/northgate-times/a.txt", RAIN),
        ("stories/northgate-times/b.jsonl", &format!("{record}\n{addressed}\n")),
    ]);
    let before = names(&home.path().join("stories/northgate-times"));
    let run = call_in(home.path(), &["run", "stories", "-o", "@OUT@"], "");
    let articles = rows(&run.out().join("articles.csv"));
    let sites: Vec<_> = articles.iter().map(|row| row["site"].as_str()).collect();
    assert_eq!(sites, ["northgate-times", "Holm Post", "sund.example"]);
    assert_eq!(names(&home.path().join("stories/northgate-times")), before);
}

#[test]
fn fields_inside_objects_are_named_with_dots() {
    let line = format!("{{\"content\": {{\"body\": \"{RAIN}\", \"head\": \"Ferry stays in\"}}}}\n");
    let home = folder_of(&[("stories.jsonl", &line)]);
    let flags = ["--field", "text=content.body", "--field", "headline=content.head"];
    let args = [&["run", "stories.jsonl", "-o", "@OUT@"], &flags[..]].concat();
    let run = call_in(home.path(), &args, "");
    assert_eq!(run.code, 0, "{}", run.stderr);
    let article = rows(&run.out().join("articles.csv")).remove(0);
    assert_eq!(article["headline"], "Ferry stays in");
    assert!(prose().contains("--field text=content.body --field headline=content.head"));
}

#[test]
fn a_saved_state_cleans_later_stories_the_same_way() {
    let home = tempfile::tempdir().unwrap();
    let sample = root().join("data/sample");
    let sample = sample.to_str().unwrap();
    let ran = |args: &[&str]| call_in(home.path(), args, "");
    assert_eq!(ran(&["learn", sample, "-o", "stories.learned"]).code, 0);
    let itself = ran(&["run", sample, "-o", "@OUT@"]);
    let learned = ran(&["run", sample, "-o", "@OUT@", "--learned", "stories.learned"]);
    for table in ["articles.csv", "edits.csv", "clusters.csv"] {
        let read = |out: &Path| fs::read(out.join(table)).unwrap();
        assert!(read(&itself.out()) == read(&learned.out()), "{table}");
    }
    let story = "merrow-post/2023-03-15-tidal-barrier.txt";
    let path = format!("{sample}/{story}");
    let clean = ran(&["clean", &path, "--learned", "stories.learned"]);
    assert_eq!(clean.code, 0, "{}", clean.stderr);
    let text = fs::read_to_string(itself.out().join("articles.jsonl")).unwrap();
    let texts = text.lines().map(|line| serde_json::from_str::<serde_json::Value>(line).unwrap());
    let own = texts.into_iter().find(|line| line["source_path"] == story).unwrap();
    let first = own["text"].as_str().unwrap().lines().next().unwrap();
    assert!(clean.stdout.contains(first), "{}", clean.stdout);
    // The document that README explains.
    let out = itself.out();
    let told = ran(&["explain", out.to_str().unwrap(), story]);
    assert!(told.code == 0 && told.stdout.contains("related-"), "{}", told.stdout);
}

#[test]
fn a_line_is_removed_for_its_shape_and_not_for_a_word() {
    let kept = "See also the effect of the 1921 drought on the grain ships, which the museum shows until May.";
    let text = format!("{RAIN}\n\nSee also: Ferry stays in\n\n{kept}\n\n{RAIN}\n");
    let clean = call_in(root(), &["clean"], &text).stdout;
    assert!(clean.contains(kept) && !clean.contains("See also: Ferry"), "{clean}");
    // French spacing, addresses, decimals and curly quotes are not damage.
    let french = "Le maire a dit : « La digue tient ! » Le port de Sainte-Orlène reste fermé ; \
        voir https://orlene.example/a,b pour les 3.5 mètres d’eau.\n";
    assert_eq!(call_in(root(), &["clean"], french).stdout, french);
}
