//! Chooses a face, and turns an error into an exit status.

use std::process::ExitCode;

use ally::book::{Book, Result};
use ally::cli::{self, KeyRow, RoleRow, Start, ThemeRow, Workbench};
use ally::config::Config;
use ally::tui;
use ally::tui::action::{Action, Context};
use ally::tui::keymap::Keymap;
use ally::tui::theme::{DEFAULT, Role, Themes};

fn main() -> ExitCode {
    ExitCode::from(cli::run(std::env::args_os(), &Terminal))
}

/// The workbench in the terminal, as the command line sees it.
struct Terminal;

impl Workbench for Terminal {
    fn open(&self, start: Start) -> Result<()> {
        tui::run(&tui::Options {
            book: start.options,
            config: start.config,
            demo: start.demo,
            call: start.call,
        })
    }

    fn picture(&self, book: Book, config: &Config, size: (u16, u16), keys: &str) -> Result<String> {
        let theme = config.settings.theme.as_deref().unwrap_or(DEFAULT);
        let mut bench = tui::headless::Headless::open(book, size, theme)?;
        bench.press(keys);
        Ok(tui::picture::svg(&bench.frame(), bench.theme()))
    }

    fn themes(&self, config: &Config) -> (Vec<ThemeRow>, Vec<String>) {
        let (themes, mut troubles) = Themes::embedded().with_folder(&config.themes());
        let chosen = config.settings.theme.as_deref().unwrap_or(DEFAULT);
        let mut rows = Vec::new();
        for name in themes.names() {
            let about = match themes.build(name) {
                Ok(theme) => theme.about,
                Err(wrong) => {
                    troubles.extend(wrong);
                    "cannot be used".into()
                }
            };
            let own = themes
                .place(name)
                .filter(|path| path.starts_with(config.themes()));
            rows.push(ThemeRow {
                name: name.into(),
                about,
                file: own.map(|path| path.display().to_string()),
                chosen: name == chosen,
            });
        }
        (rows, troubles)
    }

    fn theme(
        &self,
        config: &Config,
        name: Option<&str>,
    ) -> std::result::Result<(String, Vec<RoleRow>), Vec<String>> {
        let (themes, _) = Themes::embedded().with_folder(&config.themes());
        let theme = themes.build(name.or(config.settings.theme.as_deref()).unwrap_or(DEFAULT))?;
        let rows = Role::ALL.iter().map(|role| {
            let style = theme.style(*role);
            let mut look: Vec<String> = Vec::new();
            look.extend(style.fg.map(|colour| colour.to_string().to_lowercase()));
            look.extend(
                style
                    .bg
                    .map(|colour| format!("on {}", colour.to_string().to_lowercase())),
            );
            look.extend(
                style
                    .add_modifier
                    .iter_names()
                    .map(|(name, _)| name.to_lowercase()),
            );
            RoleRow {
                name: role.name().into(),
                look: look.join(" "),
                help: role.help().into(),
            }
        });
        let rows = rows.collect();
        Ok((theme.name, rows))
    }

    fn keys(&self, config: &Config) -> (Vec<KeyRow>, Vec<String>) {
        let (keymap, wrong) = keymap(config);
        // A key stands under the place where it holds: one that works in lists alone is none to type with.
        let mut rows = Vec::new();
        for context in Context::ALL {
            for action in Action::ALL {
                let keys = keymap.keys_in(*context, *action);
                let own = action.context() == *context;
                if own || !keys.is_empty() {
                    rows.push(KeyRow {
                        context: context.title().into(),
                        action: action.name().into(),
                        keys,
                        help: action.help().into(),
                    });
                }
            }
        }
        (rows, wrong)
    }
}

/// Gives the keys in force, and what is wrong with the file of the person's own.
fn keymap(config: &Config) -> (Keymap, Vec<String>) {
    let path = config.keys();
    let usual = Keymap::default();
    match std::fs::read_to_string(&path) {
        Ok(text) => match usual.with_file(&path, &text) {
            Ok(keymap) => (keymap, Vec::new()),
            Err(wrong) => (usual, wrong),
        },
        Err(error)
            if error.kind() == std::io::ErrorKind::NotFound && config.settings.keys.is_none() =>
        {
            (usual, Vec::new())
        }
        Err(error) => (
            usual,
            vec![format!("{}: cannot be read: {error}", path.display())],
        ),
    }
}
