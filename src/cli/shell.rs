//! `ally completions` and `ally man`: what a shell and a manual page need, from the one table of arguments.

use clap::CommandFactory;

use super::args::Args;
use super::here::Here;
use crate::book::{BookError, Result};

/// Prints the completions for a shell.
pub fn completions(here: &mut Here<'_>, shell: clap_complete::Shell) -> Result<()> {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut Args::command(), "ally", &mut script);
    here.out.bytes(&script);
    Ok(())
}

/// Prints the manual page, every subcommand in it.
pub fn manual(here: &mut Here<'_>) -> Result<()> {
    let failed = |e: std::io::Error| {
        BookError::refused(format!("the manual page could not be written: {e}"))
    };
    let mut command = Args::command();
    command.build();
    let mut page = Vec::new();
    clap_mangen::Man::new(command.clone())
        .render(&mut page)
        .map_err(failed)?;
    for verb in command.get_subcommands() {
        let man = clap_mangen::Man::new(verb.clone());
        page.extend_from_slice(
            format!(".SH \"ALLY {}\"\n", verb.get_name().to_uppercase()).as_bytes(),
        );
        let mut part = Vec::new();
        man.render_description_section(&mut part).map_err(failed)?;
        man.render_synopsis_section(&mut part).map_err(failed)?;
        man.render_options_section(&mut part).map_err(failed)?;
        // Within the page of the whole program each subcommand is one section, and these its parts.
        let part = String::from_utf8_lossy(&part).replace(".SH ", ".SS ");
        page.extend_from_slice(part.as_bytes());
    }
    here.out.bytes(&page);
    Ok(())
}
