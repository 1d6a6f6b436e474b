//! The inputs that the user named, and the globs to leave out.
//!
//! In: the settings. Out: inputs with links resolved, sorted, none inside another; usage errors.
//! Folders are not listed here.

use std::path::{Path, PathBuf};

use globset::{GlobBuilder, GlobSet, GlobSetBuilder};

use super::place::labels;
use crate::Error;
use crate::config::InputSettings;

/// The inputs with links resolved.
pub(super) struct Inputs {
    /// Sorted, none inside another.
    pub real: Vec<Input>,
    pub standard_input: bool,
}

pub(super) struct Input {
    /// Absolute, with links resolved.
    pub path: PathBuf,
    pub folder: bool,
}

impl Inputs {
    pub fn resolve(settings: &InputSettings) -> Result<Inputs, Error> {
        let standard_input = settings.inputs.iter().any(|path| path.as_os_str() == "-");
        let mut real = Vec::new();
        for given in settings.inputs.iter().filter(|path| path.as_os_str() != "-") {
            let error = |source| Error::Input { path: given.clone(), source };
            let path = given.canonicalize().map_err(error)?;
            let kind = path.metadata().map_err(error)?.file_type();
            if !kind.is_dir() && !kind.is_file() {
                let message = format!("{} is neither a file nor a folder", given.display());
                return Err(Error::Usage(message));
            }
            real.push(Input { path, folder: kind.is_dir() });
        }
        real.sort_by(|a, b| a.path.cmp(&b.path));
        // Paths sort by their parts, so the contents of a folder follow it.
        real.dedup_by(|inner, outer| inner.path.starts_with(&outer.path));
        Ok(Inputs { real, standard_input })
    }

    pub fn labels(&self) -> Vec<String> {
        labels(&self.real.iter().map(|input| input.path.as_path()).collect::<Vec<_>>())
    }

    pub fn refuse_output(&self, output: &Path) -> Result<(), Error> {
        let output = absolute(output);
        for input in &self.real {
            let (shown, place) = (output.display(), input.path.display());
            let message = if output.starts_with(&input.path) {
                let beside = beside(&input.path, &output);
                format!("the output {shown} lies inside the input {place}: give -o {beside}")
            } else if input.path.starts_with(&output) {
                format!("the input {place} lies inside the output {shown}, which is replaced")
            } else {
                continue;
            };
            return Err(Error::Usage(message));
        }
        Ok(())
    }
}

/// A folder beside the input, as the user may type it, with the last name of the refused output.
fn beside(input: &Path, output: &Path) -> String {
    let name = match output.file_name() {
        Some(name) if output != input => name.to_string_lossy().into_owned(),
        _ => "copydesk-out".to_owned(),
    };
    let here = std::env::current_dir().and_then(|here| here.canonicalize());
    match (input.parent(), here) {
        (Some(_), Ok(here)) if here == input => format!("../{name}"),
        (Some(parent), _) => parent.join(name).display().to_string(),
        (None, _) => "a folder outside".to_owned(),
    }
}

/// Refuses an index inside an input, where it would be read as a document, and inside the output,
/// which is replaced as a whole. Standard input is refused because it cannot be read again.
pub fn refuse_index(settings: &InputSettings, output: &Path, index: &Path) -> Result<(), Error> {
    if Inputs::resolve(settings)?.standard_input {
        return Err(Error::Usage(
            "--index needs files: standard input cannot be read again".into(),
        ));
    }
    refuse_place(settings, output, "index", index)
}

/// Refuses a file of a kind inside an input or the output.
pub fn refuse_place(
    settings: &InputSettings,
    output: &Path,
    kind: &str,
    path: &Path,
) -> Result<(), Error> {
    let inputs = Inputs::resolve(settings)?;
    let place = absolute(path);
    let shown = path.display();
    if let Some(input) = inputs.real.iter().find(|input| place.starts_with(&input.path)) {
        let message = format!("the {kind} {shown} lies inside the input {}", input.path.display());
        return Err(Error::Usage(format!("{message}: choose a place outside")));
    }
    if place.starts_with(absolute(output)) {
        let message = format!("the {kind} {shown} lies inside the output, which is replaced");
        return Err(Error::Usage(format!("{message}: choose a place outside")));
    }
    Ok(())
}

/// An absolute path, with links resolved in the part that exists.
fn absolute(path: &Path) -> PathBuf {
    let path = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    for ancestor in path.ancestors() {
        if let (Ok(real), Ok(rest)) = (ancestor.canonicalize(), path.strip_prefix(ancestor)) {
            return real.join(rest);
        }
    }
    path
}

/// Globs over relative paths. A glob without a slash matches names at any depth.
pub(super) struct Exclude {
    paths: GlobSet,
    names: GlobSet,
}

impl Exclude {
    pub fn new(globs: &[String]) -> Result<Exclude, Error> {
        let (mut paths, mut names) = (GlobSetBuilder::new(), GlobSetBuilder::new());
        let wrong = |error: globset::Error| Error::Usage(format!("--exclude: {error}"));
        for text in globs {
            let inner = text.trim_end_matches('/');
            let mut glob = GlobBuilder::new(inner.strip_prefix('/').unwrap_or(inner));
            let glob = glob.literal_separator(true).build().map_err(wrong)?;
            if inner.contains('/') {
                paths.add(glob)
            } else {
                names.add(glob)
            };
        }
        let (paths, names) = (paths.build().map_err(wrong)?, names.build().map_err(wrong)?);
        Ok(Exclude { paths, names })
    }

    pub fn matches(&self, relative: &Path) -> bool {
        self.paths.is_match(relative)
            || relative.file_name().is_some_and(|name| self.names.is_match(name))
    }
}
