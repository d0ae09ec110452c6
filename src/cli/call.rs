//! `ally call ACCOUNT`: the workbench in call mode.

use super::here::Here;
use crate::book::{BookError, Result};

/// Opens call mode with an account.
pub fn run(here: &mut Here<'_>, account: &str) -> Result<()> {
    if !super::on_terminal() {
        return Err(BookError::usage(
            "call mode needs a terminal; in a script, ally add takes lines one by one",
        ));
    }
    // The book is let go of before the workbench takes it.
    let account = here.read(None)?.find_account(account)?;
    let mut start = here.start();
    start.call = Some(account);
    here.workbench.open(start)
}
