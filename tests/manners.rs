//! The program as a neighbour of others: several files, pipes, limits, a configuration file, completions,
//! manual pages, the difference of two runs.

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

use crate::program::{call, call_in, folder_of, root, rows, run_sample};

const STORY: &str = "The bridge at Old Ford was closed to carts and cars on Monday after a mason found \
    that two of its arches had moved by the width of a hand since the autumn.";

#[test]
fn several_files_are_cleaned_one_after_the_other() {
    let folder = folder_of(&[("a.txt", STORY), ("b.txt", "See also: The mill\n\nIt rained.")]);
    let run = call_in(folder.path(), &["clean", "a.txt", "b.txt"], "");
    assert_eq!(run.code, 0, "{}", run.stderr);
    assert_eq!(run.stdout, format!("{STORY}\nIt rained.\n"));
    let run = call_in(folder.path(), &["clean", "a.txt", "no.txt", "b.txt"], "");
    assert_eq!((run.code, run.stdout.lines().count()), (1, 2), "{}", run.stderr);
    assert!(
        run.stderr.contains("no.txt") && run.stderr.contains("exit code is 1"),
        "{}",
        run.stderr
    );
    assert_eq!(call_in(folder.path(), &["clean", "no.txt"], "").code, 2);
}

#[test]
fn a_text_without_a_final_line_break_gets_one() {
    let run = call_in(root(), &["clean"], "It rained.");
    assert_eq!((run.stdout.as_str(), run.code), ("It rained.\n", 0));
    assert_eq!(call_in(root(), &["clean"], "").stdout, "");
}

#[test]
fn cleaning_one_text_has_the_limits_of_a_run() {
    let folder = folder_of(&[("long.txt", &STORY.repeat(20)), ("short.txt", STORY)]);
    let clean = |args: &[&str]| call_in(folder.path(), &[&["clean"], args].concat(), "");
    let refused = clean(&["long.txt", "--max-document", "1K"]);
    assert_eq!((refused.code, refused.stdout.as_str()), (2, ""));
    assert!(refused.stderr.contains("long.txt") && refused.stderr.contains("--max-document"));
    assert_eq!(clean(&["short.txt", "--max-document", "1K"]).code, 0);
    let refused = clean(&["long.txt", "--max-line", "1K"]);
    assert_eq!(refused.code, 2, "{}", refused.stderr);
    let record = serde_json::json!({ "id": 1, "text": STORY.repeat(20) }).to_string() + "\n";
    let run = call_in(root(), &["clean", "--max-document", "2K"], &record);
    assert_eq!((run.code, run.stdout.as_str()), (1, record.as_str()));
    assert!(run.stderr.contains("1 records are over"), "{}", run.stderr);
}

#[test]
fn numbers_keep_the_digits_that_a_machine_number_has_not() {
    let line = format!(r#"{{"id":850378601839390123456789012345,"score":1.10,"text":"{STORY}"}}"#);
    let run = call_in(root(), &["clean"], &line);
    assert_eq!(run.stdout.trim_end(), line);
    let folder = folder_of(&[("in/a.jsonl", &(line + "\n"))]);
    let run = call_in(folder.path(), &["run", "in", "-o", "@OUT@"], "");
    let article = rows(&run.out().join("articles.csv")).remove(0);
    assert_eq!(article["source_id"], "850378601839390123456789012345");
}

#[test]
fn a_reader_that_leaves_early_is_no_error() {
    for args in [&["schema"][..], &["rules", "list"], &["clean"], &["completions", "bash"]] {
        let mut child = Command::new(env!("CARGO_BIN_EXE_copydesk"))
            .args(args)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        drop(child.stdout.take());
        let mut input = child.stdin.take().unwrap();
        let _ = std::io::Write::write_all(&mut input, STORY.as_bytes());
        drop(input);
        let output = child.wait_with_output().unwrap();
        assert_eq!(output.status.code(), Some(0), "{args:?}");
        assert_eq!(String::from_utf8_lossy(&output.stderr), "", "{args:?}");
    }
}

#[test]
fn a_configuration_file_of_the_working_folder_is_used_and_named() {
    let folder = folder_of(&[("in/a.txt", STORY), ("in/b.txt", STORY)]);
    let init = call_in(folder.path(), &["init"], "");
    assert_eq!((init.code, init.stdout.as_str()), (0, "./copydesk.toml\n"), "{}", init.stderr);
    assert_eq!(call_in(folder.path(), &["init"], "").code, 3);
    let file = folder.path().join("copydesk.toml");
    let text = fs::read_to_string(&file).unwrap();
    let text = text.replace("# exclude = [\"drafts/**\"]", "exclude = [\"b.txt\"]");
    fs::write(&file, text).unwrap();
    let articles = |args: &[&str]| {
        let run = call_in(folder.path(), &[&["run", "in", "-o", "@OUT@"], args].concat(), "");
        assert_eq!(run.code, 0, "{}", run.stderr);
        (rows(&run.out().join("articles.csv")).len(), run.stderr.contains("copydesk.toml"))
    };
    assert_eq!(articles(&[]), (1, true));
    assert_eq!(articles(&["-q"]), (1, false));
    assert_eq!(articles(&["--no-config"]), (2, false));
    fs::write(&file, "excel = true\nexlude = []\n").unwrap();
    let wrong = call_in(folder.path(), &["run", "in", "-o", "@OUT@"], "");
    assert_eq!(wrong.code, 2);
    let told = "copydesk.toml: line 2: unknown key `exlude`: did you mean `exclude`?";
    assert!(wrong.stderr.contains(told), "{}", wrong.stderr);
}

#[test]
fn completions_and_manual_pages_name_every_command() {
    let help = call(&["--help"]).stdout;
    let list = help.split("Commands:").nth(1).unwrap().split("Options:").next().unwrap();
    let commands: Vec<&str> =
        list.lines().filter_map(|line| line.strip_prefix("  ")?.split(' ').next()).collect();
    let commands: Vec<&str> =
        commands.into_iter().filter(|word| !word.is_empty() && *word != "help").collect();
    assert!(commands.len() >= 12, "{commands:?}");
    for shell in ["bash", "zsh", "fish"] {
        let script = call(&["completions", shell]).stdout;
        let missing: Vec<_> = commands.iter().filter(|name| !script.contains(**name)).collect();
        assert!(missing.is_empty(), "{shell}: {missing:?}");
    }
    assert!(call(&["man"]).stdout.starts_with(".ie"), "a page in roff");
    let folder = tempfile::tempdir().unwrap();
    let run = call_in(folder.path(), &["man", "pages"], "");
    assert_eq!(run.code, 0, "{}", run.stderr);
    for name in &commands {
        let page = folder.path().join(format!("pages/copydesk-{name}.1"));
        assert!(page.exists(), "{name}");
    }
}

#[test]
fn two_runs_are_compared_by_document_cluster_and_rule() {
    let (all, careful) = (run_sample(&[]), run_sample(&["--no-clean"]));
    let place = |path: &Path| path.to_str().unwrap().to_owned();
    let (a, b) = (place(&all.out()), place(&careful.out()));
    let told = call(&["diff", &a, &b]);
    assert_eq!(told.code, 0, "{}", told.stderr);
    for part in ["boilerplate: true -> false", "clean text", "43 -> 43 documents", "-> 0 edits"] {
        assert!(told.stdout.contains(part), "no {part} in {}", told.stdout);
    }
    let same = call(&["diff", &a, &a]).stdout;
    assert!(same.contains("No document differs") && same.contains("No cluster differs"), "{same}");
    assert_eq!(call(&["diff", &a, "no-such-folder"]).code, 2);
}

#[test]
fn a_page_is_explained_by_its_address() {
    let line = format!(r#"{{"url":"https://www.ford.example/bridge/","text":"{STORY}"}}"#);
    let folder = folder_of(&[("in/a.jsonl", &(line + "\n"))]);
    let run = call_in(folder.path(), &["run", "in", "-o", "@OUT@"], "");
    let out = run.out();
    let told = call(&["explain", out.to_str().unwrap(), "http://ford.example/bridge"]);
    assert_eq!(told.code, 0, "{}", told.stderr);
    assert!(told.stdout.contains("https://www.ford.example/bridge/"), "{}", told.stdout);
}

/// Linux counts address space as memory that was asked for.
#[cfg(target_os = "linux")]
#[test]
fn memory_that_runs_out_ends_with_a_code_and_a_message() {
    let folder = tempfile::tempdir().unwrap();
    // A file with a hole: it takes no room on the disk.
    fs::File::create(folder.path().join("big.txt")).unwrap().set_len(400 << 20).unwrap();
    let limited = Command::new("sh")
        .args(["-c", "ulimit -v 300000; exec \"$0\" clean --threads 1 --max-document 4G big.txt"])
        .arg(env!("CARGO_BIN_EXE_copydesk"))
        .current_dir(folder.path())
        .output()
        .unwrap();
    let told = String::from_utf8_lossy(&limited.stderr);
    assert_eq!(limited.status.code(), Some(7), "{told}");
    assert!(told.contains("memory allocation of"), "{told}");
}
