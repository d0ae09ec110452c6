//! Keys are data: which key does what, where, in layers of TOML over the table of actions.
//!
//! A file has a table for each context, a key on the left and an action on the right; a sequence is
//! written with blanks between, and `none` takes a key away:
//!
//! ```toml
//! [list]
//! "x" = "delete"
//! "D" = "none"
//! "g d" = "delete"
//! ```
//!
//! A file with an unknown name, or in which a key would do two things, is refused as a whole, with its
//! line and the nearest name; the keys before it stay in force. Keys are named nowhere else.

mod key;

use std::collections::BTreeMap;
use std::path::Path;

use toml::de::{DeTable, DeValue};

use super::action::{Action, Context, ELSEWHERE};
use super::nearest::did_you_mean;

pub use key::{Key, written};

/// What keys that were typed so far come to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Found {
    /// They do this.
    Action(Action),
    /// They begin a sequence.
    Begun,
    /// They do nothing here.
    Nothing,
}

/// Which key does what, where.
#[derive(Debug, Clone, PartialEq)]
pub struct Keymap {
    bound: BTreeMap<Context, Vec<(Vec<Key>, Action)>>,
}

impl Default for Keymap {
    /// Gives the keys of the table of actions.
    fn default() -> Self {
        let mut bound: BTreeMap<Context, Vec<(Vec<Key>, Action)>> = BTreeMap::new();
        for action in Action::ALL {
            for keys in action.keys() {
                let keys = keys.split(' ').filter_map(Key::parse).collect();
                bound
                    .entry(action.context())
                    .or_default()
                    .push((keys, *action));
            }
        }
        for (context, keys, action) in ELSEWHERE {
            let keys = keys.split(' ').filter_map(Key::parse).collect();
            bound.entry(*context).or_default().push((keys, *action));
        }
        Self { bound }
    }
}

impl Keymap {
    /// Lays a file over these keys, or says everything that is wrong with it and changes nothing.
    pub fn with_file(&self, path: &Path, text: &str) -> Result<Self, Vec<String>> {
        let line = |at: usize| {
            text.as_bytes()
                .iter()
                .take(at)
                .filter(|byte| **byte == b'\n')
                .count()
                + 1
        };
        let trouble = |at: usize, what: &str| format!("{}:{}: {what}", path.display(), line(at));
        let file = DeTable::parse(text).map_err(|error| {
            vec![trouble(
                error.span().map_or(0, |span| span.start),
                error.message(),
            )]
        })?;
        let mut map = self.clone();
        let mut troubles = Vec::new();
        let mut chosen: Vec<(Context, Vec<Key>, usize)> = Vec::new();
        for (name, table) in file.get_ref() {
            let at = name.span().start;
            let Some(context) = Context::named(name.get_ref()) else {
                troubles.push(trouble(
                    at,
                    &format!(
                        "there is no place “{}”.{}",
                        name.get_ref(),
                        did_you_mean(
                            name.get_ref(),
                            Context::ALL.iter().map(|context| context.name())
                        )
                    ),
                ));
                continue;
            };
            let DeValue::Table(rows) = table.get_ref() else {
                troubles.push(trouble(
                    at,
                    &format!(
                        "“{}” must be a table: [{}], then \"key\" = \"action\" below it.",
                        name.get_ref(),
                        name.get_ref()
                    ),
                ));
                continue;
            };
            for (written, value) in rows {
                let at = written.span().start;
                let keys: Option<Vec<Key>> = written
                    .get_ref()
                    .split_whitespace()
                    .map(Key::parse)
                    .collect();
                let Some(keys) = keys.filter(|keys| !keys.is_empty()) else {
                    let turned = Action::named(written.get_ref()).is_some();
                    let remedy = if turned {
                        "The key stands first: \"x\" = \"capture\"."
                    } else {
                        "Write x, G, ctrl-p, shift-tab, f4, or a sequence such as g g."
                    };
                    troubles.push(trouble(
                        at,
                        &format!("“{}” is no key. {remedy}", written.get_ref()),
                    ));
                    continue;
                };
                let Some(name) = value.get_ref().as_str() else {
                    troubles.push(trouble(
                        value.span().start,
                        "an action is written as text; “none” takes the key away.",
                    ));
                    continue;
                };
                let action = if name == "none" {
                    None
                } else {
                    Action::named(name)
                };
                match action {
                    None if name != "none" => troubles.push(trouble(
                        value.span().start,
                        &format!(
                            "there is no action “{name}”.{}",
                            did_you_mean(name, Action::ALL.iter().map(|action| action.name()))
                        ),
                    )),
                    Some(action) if !fits(action, context) => troubles.push(trouble(
                        value.span().start,
                        &format!("“{name}” belongs to [{}].", action.context().name()),
                    )),
                    action => {
                        if let Some((_, _, before)) = chosen
                            .iter()
                            .find(|(place, other, _)| *place == context && *other == keys)
                        {
                            troubles.push(trouble(
                                at,
                                &format!(
                                    "“{}” was already set in line {}.",
                                    written.get_ref(),
                                    line(*before)
                                ),
                            ));
                        }
                        chosen.push((context, keys.clone(), at));
                        let rows = map.bound.entry(context).or_default();
                        rows.retain(|(other, _)| *other != keys);
                        rows.extend(action.map(|action| (keys, action)));
                    }
                }
            }
        }
        for (context, keys, at) in &chosen {
            let clash = map
                .bound
                .get(context)
                .into_iter()
                .flatten()
                .find(|(other, _)| {
                    other.len() != keys.len()
                        && (other.starts_with(keys) || keys.starts_with(other))
                });
            let bound = map
                .bound
                .get(context)
                .into_iter()
                .flatten()
                .any(|(other, _)| other == keys);
            if let (Some((other, action)), true) = (clash, bound) {
                troubles.push(trouble(*at, &format!("“{}” clashes with “{}”, which does {}: set that to none, or choose another key.", written(keys), written(other), action.name())));
            }
        }
        if troubles.is_empty() {
            Ok(map)
        } else {
            Err(troubles)
        }
    }

    /// Says what the keys typed so far come to; the innermost context comes first.
    pub fn find(&self, contexts: &[Context], keys: &[Key]) -> Found {
        let mut begun = false;
        for context in contexts {
            for (bound, action) in self.bound.get(context).into_iter().flatten() {
                if bound == keys {
                    return if begun {
                        Found::Begun
                    } else {
                        Found::Action(*action)
                    };
                }
                begun |= bound.len() > keys.len() && bound.starts_with(keys);
            }
        }
        if begun { Found::Begun } else { Found::Nothing }
    }

    /// Lists what can follow a half-typed sequence: the rest of the keys, and what they do.
    pub fn following(&self, contexts: &[Context], keys: &[Key]) -> Vec<(String, Action)> {
        let mut rows: Vec<(String, Action)> = Vec::new();
        for context in contexts {
            for (bound, action) in self.bound.get(context).into_iter().flatten() {
                if bound.len() > keys.len() && bound.starts_with(keys) {
                    let rest = written(&bound[keys.len()..]);
                    if !rows.iter().any(|(known, _)| *known == rest) {
                        rows.push((rest, *action));
                    }
                }
            }
        }
        rows
    }

    /// Gives the first key of an action, for the footer and the palette.
    pub fn key(&self, action: Action) -> Option<String> {
        self.keys(action).into_iter().next()
    }

    /// Gives the keys that an action has in one place.
    pub fn keys_in(&self, context: Context, action: Action) -> Vec<String> {
        let rows = self.bound.get(&context).into_iter().flatten();
        let rows = rows.filter(|(_, bound)| *bound == action);
        rows.map(|(keys, _)| written(keys)).collect()
    }

    /// Gives every key of an action.
    pub fn keys(&self, action: Action) -> Vec<String> {
        let own = self.bound.get(&action.context());
        let elsewhere = self
            .bound
            .iter()
            .filter(|(context, _)| **context != action.context())
            .map(|(_, rows)| rows);
        own.into_iter()
            .chain(elsewhere)
            .flatten()
            .filter(|(_, bound)| *bound == action)
            .map(|(keys, _)| written(keys))
            .collect()
    }
}

/// Says whether an action can be bound in a context: its own, or any where it comes from further out.
fn fits(action: Action, context: Context) -> bool {
    action.context() == context
        || matches!(action.context(), Context::Anywhere | Context::Global)
        || (action.context() == Context::List
            && matches!(context, Context::Account | Context::Brief))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

    fn keys(text: &str) -> Vec<Key> {
        text.split(' ')
            .map(|key| Key::parse(key).unwrap_or_else(|| panic!("{key}")))
            .collect()
    }

    fn over(text: &str) -> Result<Keymap, Vec<String>> {
        Keymap::default().with_file(Path::new("keys.toml"), text)
    }

    #[test]
    fn every_default_key_is_a_key_and_none_clashes() {
        for action in Action::ALL {
            for text in action.keys() {
                assert_eq!(written(&keys(text)), *text);
            }
        }
        for (context, rows) in &Keymap::default().bound {
            for (i, (one, action)) in rows.iter().enumerate() {
                for (other, second) in &rows[i + 1..] {
                    assert!(
                        !one.starts_with(other) && !other.starts_with(one),
                        "{}: {} ({}) and {} ({})",
                        context.name(),
                        written(one),
                        action.name(),
                        written(other),
                        second.name()
                    );
                }
            }
        }
    }

    /// What terminals and the shell's line editor keep for themselves stays theirs.
    #[test]
    fn no_default_key_is_one_that_terminals_or_readline_keep() {
        let readline = [
            "ctrl-a", "ctrl-b", "ctrl-d", "ctrl-e", "ctrl-f", "ctrl-h", "ctrl-k", "ctrl-t",
            "ctrl-u", "ctrl-w", "ctrl-y", "alt-b", "alt-d", "alt-f",
        ];
        for action in Action::ALL {
            let typing = matches!(
                action.context(),
                Context::Menu
                    | Context::Lookup
                    | Context::Form
                    | Context::Capture
                    | Context::Anywhere
            );
            for text in action.keys() {
                assert!(
                    !(0..=9).any(|digit| text.contains(&format!("alt-{digit}"))),
                    "{text}: terminals choose tabs with it"
                );
                assert!(
                    ![
                        "ctrl-q",
                        "ctrl-\\",
                        "ctrl-shift-c",
                        "ctrl-shift-v",
                        "f11",
                        "alt-tab"
                    ]
                    .contains(text),
                    "{text}"
                );
                assert!(
                    !typing || !readline.contains(text),
                    "{}: {text} belongs to the line",
                    action.name()
                );
            }
        }
    }

    #[test]
    fn sequences_wait_and_the_innermost_context_wins() {
        let map = Keymap::default();
        let stack = [Context::Account, Context::List, Context::Global];
        assert_eq!(map.find(&stack, &keys("g")), Found::Begun);
        assert_eq!(map.find(&stack, &keys("g g")), Found::Action(Action::First));
        assert_eq!(
            map.find(&stack, &keys("g t")),
            Found::Action(Action::GoToday)
        );
        assert_eq!(map.find(&stack, &keys("g z")), Found::Nothing);
        assert_eq!(
            map.find(&stack, &keys("2")),
            Found::Action(Action::Section2)
        );
        assert_eq!(
            map.find(&[Context::Menu, Context::Anywhere], &keys("ctrl-p")),
            Found::Action(Action::Lookup)
        );
        assert!(
            map.following(&stack, &keys("g"))
                .contains(&("g".into(), Action::First))
        );
    }

    #[test]
    fn the_file_that_the_documents_show_holds() {
        let docs = include_str!("../../docs/configuration.md");
        let file = docs
            .split("```toml\n")
            .find(|part| part.starts_with("[global]"));
        let file = file.and_then(|part| part.split("```").next()).unwrap();
        let map = over(file).unwrap();
        assert_eq!(
            map.find(&[Context::Global], &keys("f9")),
            Found::Action(Action::Capture)
        );
        let turned = over("[global]\ncapture = \"a\"\n").unwrap_err();
        assert!(turned[0].contains("key stands first"), "{turned:?}");
    }

    #[test]
    fn a_file_changes_only_what_it_names() {
        let map = over("[list]\n\"x\" = \"delete\"\n\"D\" = \"none\"\n").unwrap();
        assert_eq!(
            map.find(&[Context::List], &keys("x")),
            Found::Action(Action::Delete)
        );
        assert_eq!(map.find(&[Context::List], &keys("D")), Found::Nothing);
        assert_eq!(
            map.find(&[Context::List], &keys("j")),
            Found::Action(Action::Down)
        );
        assert_eq!(map.key(Action::Delete).as_deref(), Some("delete"));
    }

    #[test]
    fn what_is_wrong_is_said_with_its_line_and_the_nearest_name() {
        let wrong = |text: &str| over(text).unwrap_err().join("\n");
        assert_eq!(
            wrong("[list]\n\"x\" = \"delet\"\n"),
            "keys.toml:2: there is no action “delet”. Did you mean “delete”?"
        );
        assert_eq!(
            wrong("[lst]\n\"x\" = \"delete\"\n"),
            "keys.toml:1: there is no place “lst”. Did you mean “list”?"
        );
        assert!(
            wrong("[list]\n\"hyper-x\" = \"delete\"\n")
                .starts_with("keys.toml:2: “hyper-x” is no key.")
        );
        assert_eq!(wrong("[global]\n\n\"g\" = \"quit\"\n").lines().count(), 1);
        assert!(
            wrong("[global]\n\n\"g\" = \"quit\"\n")
                .starts_with("keys.toml:3: “g” clashes with “g t”, which does today")
        );
        assert_eq!(
            wrong("[list]\n\"x\" = \"save\"\n"),
            "keys.toml:2: “save” belongs to [form]."
        );
        assert!(wrong("[list]\nx = 3\n[list\n").contains("keys.toml:"));
    }

    #[test]
    fn keys_come_from_the_terminal_as_they_are_written() {
        for (event, name) in [
            (KeyEvent::new(KeyCode::Char('G'), KeyModifiers::SHIFT), "G"),
            (
                KeyEvent::new(KeyCode::BackTab, KeyModifiers::SHIFT),
                "shift-tab",
            ),
            (
                KeyEvent::new(KeyCode::BackTab, KeyModifiers::NONE),
                "shift-tab",
            ),
            (
                KeyEvent::new(KeyCode::Char('p'), KeyModifiers::CONTROL),
                "ctrl-p",
            ),
            (
                KeyEvent::new(KeyCode::Char(' '), KeyModifiers::NONE),
                "space",
            ),
        ] {
            assert_eq!(Key::of(event), keys(name)[0]);
            assert_eq!(Key::of(event).to_string(), name);
        }
    }
}
