//! `copydesk completions` and `copydesk man`: made from the definitions of the arguments.
//!
//! In: the definitions. Out: a script for a shell, or manual pages. Nothing of it is written by hand.

use clap::CommandFactory;

use super::arguments::{Arguments, CompletionsArguments, ManArguments};
use super::message::print;
use crate::Error;

/// Prints the completions for a shell.
pub fn completions(arguments: &CompletionsArguments) -> Result<bool, Error> {
    let mut script = Vec::new();
    clap_complete::generate(arguments.shell, &mut Arguments::command(), "copydesk", &mut script);
    print(&String::from_utf8_lossy(&script)).map(|()| true)
}

/// Prints the manual page, or writes the pages of all commands into a folder.
pub fn pages(arguments: &ManArguments) -> Result<bool, Error> {
    let command = Arguments::command();
    let Some(folder) = &arguments.folder else {
        let mut page = Vec::new();
        let failed = |source| Error::Output { path: "standard output".into(), source };
        clap_mangen::Man::new(command).render(&mut page).map_err(failed)?;
        return print(&String::from_utf8_lossy(&page)).map(|()| true);
    };
    let failed = |source| Error::Output { path: folder.clone(), source };
    std::fs::create_dir_all(folder).map_err(failed)?;
    clap_mangen::generate_to(command, folder).map_err(failed)?;
    print(&format!("{}\n", folder.display())).map(|()| true)
}
