//! The system's own clipboard, where there is one; the terminal's is reached by OSC 52.

use std::io::Write;
use std::process::{Command, Stdio};

/// Names the programs that take a text to the clipboard of this session, the likeliest first.
fn programs(variable: impl Fn(&str) -> bool) -> Vec<&'static [&'static str]> {
    let mut programs: Vec<&'static [&'static str]> = Vec::new();
    // Over a remote shell the clipboard here is not the person's own.
    if variable("SSH_CONNECTION") || variable("SSH_TTY") {
        return programs;
    }
    if cfg!(target_os = "macos") {
        programs.push(&["pbcopy"]);
    }
    if variable("WAYLAND_DISPLAY") {
        programs.push(&["wl-copy"]);
    }
    if variable("DISPLAY") {
        programs.push(&["xclip", "-selection", "clipboard"]);
        programs.push(&["xsel", "--clipboard", "--input"]);
    }
    programs
}

/// Hands a text to the system's clipboard, on a thread of its own; where there is none nothing happens.
pub fn hand(text: String) {
    let programs = programs(|name| std::env::var_os(name).is_some_and(|value| !value.is_empty()));
    if programs.is_empty() {
        return;
    }
    // A thread that cannot be started leaves what OSC 52 does.
    let _ = std::thread::Builder::new()
        .name("clipboard".into())
        .spawn(move || {
            let _ = programs.iter().any(|program| give(program, &text));
        });
}

fn give(program: &[&str], text: &str) -> bool {
    let Some((name, arguments)) = program.split_first() else {
        return false;
    };
    let child = Command::new(name)
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn();
    let Ok(mut child) = child else { return false };
    let written = child
        .stdin
        .take()
        .is_some_and(|mut into| into.write_all(text.as_bytes()).is_ok());
    written && child.wait().is_ok_and(|status| status.success())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_session_says_which_clipboard_there_is() {
        let names = |set: &[&str]| -> Vec<&str> {
            let programs = programs(|name| set.contains(&name));
            let all = programs.iter().map(|program| program[0]);
            all.filter(|name| *name != "pbcopy").collect()
        };
        assert_eq!(names(&["WAYLAND_DISPLAY"]), ["wl-copy"]);
        assert_eq!(names(&["DISPLAY"]), ["xclip", "xsel"]);
        assert!(names(&[]).is_empty() && names(&["DISPLAY", "SSH_TTY"]).is_empty());
    }
}
