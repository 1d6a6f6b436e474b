//! Calls the built program as a user does.
//!
//! In: arguments and standard input. Out: the exit code and the output. It does not use the library.

use std::collections::BTreeMap;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use tempfile::TempDir;

/// The result of one call of the program.
pub struct Run {
    pub code: i32,
    pub stdout: String,
    pub stderr: String,
    folder: TempDir,
}

impl Run {
    /// The output folder of this call, outside any corpus.
    pub fn out(&self) -> PathBuf {
        self.folder.path().join("out")
    }
}

/// The root of the repository.
pub fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// A temporary folder with some files.
pub fn folder_of(files: &[(&str, &str)]) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in files {
        let path = folder.path().join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }
    folder
}

/// Calls the program in a folder; `@OUT@` in an argument stands for [`Run::out`].
pub fn call_in(folder: &Path, args: &[&str], stdin: &str) -> Run {
    let own = tempfile::tempdir().unwrap();
    let out = own.path().join("out");
    let mut child = Command::new(env!("CARGO_BIN_EXE_copydesk"))
        .args(args.iter().map(|arg| arg.replace("@OUT@", out.to_str().unwrap())))
        .current_dir(folder)
        .env_remove("RUST_LOG")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut input = child.stdin.take().unwrap();
    let text = stdin.to_owned();
    // A program that does not read its input closes the pipe.
    let writer = std::thread::spawn(move || drop(input.write_all(text.as_bytes())));
    let output = child.wait_with_output().unwrap();
    writer.join().unwrap();
    Run {
        code: output.status.code().expect("no signal ended the program"),
        stdout: String::from_utf8(output.stdout).unwrap(),
        stderr: String::from_utf8(output.stderr).unwrap(),
        folder: own,
    }
}

/// Calls the program at the root of the repository.
pub fn call(args: &[&str]) -> Run {
    call_in(root(), args, "")
}

/// Runs the main job on the sample.
pub fn run_sample(flags: &[&str]) -> Run {
    call(&[&["run", "data/sample", "-o", "@OUT@"], flags].concat())
}

/// The rows of a table, each by column.
pub fn rows(path: &Path) -> Vec<BTreeMap<String, String>> {
    let mut reader = csv::Reader::from_path(path).unwrap();
    let names = reader.headers().unwrap().clone();
    let row = |record: csv::StringRecord| {
        names.iter().map(String::from).zip(record.iter().map(String::from)).collect()
    };
    reader.records().map(|record| row(record.unwrap())).collect()
}
