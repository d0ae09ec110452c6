//! One file of a theme as it is written, and what is wrong with it, with file and line.

use std::path::Path;

use ratatui::style::{Color, Modifier, Style};
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::colour::colour;
use crate::tui::nearest::did_you_mean;
use std::collections::BTreeMap;

/// One file of a theme, before its parents are laid under it.
pub struct Layer<'a> {
    pub name: String,
    pub path: &'a Path,
    pub text: &'a str,
    pub about: String,
    pub inherits: Option<String>,
    pub palette: Vec<(String, Spanned<DeValue<'a>>)>,
    pub styles: Vec<(Spanned<String>, Spanned<DeValue<'a>>)>,
}

impl<'a> Layer<'a> {
    pub fn read(path: &'a Path, text: &'a str) -> Result<Self, Vec<String>> {
        let mut layer = Self {
            name: String::new(),
            path,
            text,
            about: String::new(),
            inherits: None,
            palette: Vec::new(),
            styles: Vec::new(),
        };
        let table = match DeTable::parse(text) {
            Ok(table) => table.into_inner(),
            Err(error) => {
                return Err(vec![layer.trouble(
                    error.span().map_or(0, |span| span.start),
                    error.message(),
                )]);
            }
        };
        let mut troubles = Vec::new();
        for (key, value) in table {
            let at = key.span().start;
            match (key.get_ref().as_ref(), value.into_inner()) {
                ("about", DeValue::String(about)) => layer.about = about.into_owned(),
                ("inherits", DeValue::String(parent)) => layer.inherits = Some(parent.into_owned()),
                ("palette", DeValue::Table(table)) => {
                    layer.palette = table
                        .into_iter()
                        .map(|(key, value)| (key.into_inner().into_owned(), value))
                        .collect();
                }
                ("styles", DeValue::Table(table)) => {
                    layer.styles = table
                        .into_iter()
                        .map(|(key, value)| {
                            (
                                Spanned::new(key.span(), key.into_inner().into_owned()),
                                value,
                            )
                        })
                        .collect();
                }
                (name @ ("about" | "inherits" | "palette" | "styles"), value) => troubles
                    .push(layer.trouble(at, &format!("“{name}” cannot be {}.", value.type_str()))),
                (name, _) => troubles.push(layer.trouble(
                    at,
                    &format!(
                        "there is no setting “{name}”.{}",
                        did_you_mean(name, ["about", "inherits", "palette", "styles"])
                    ),
                )),
            }
        }
        if troubles.is_empty() {
            Ok(layer)
        } else {
            Err(troubles)
        }
    }

    pub fn style(
        &self,
        value: &Spanned<DeValue<'a>>,
        palette: &BTreeMap<String, Color>,
    ) -> Result<Style, String> {
        let named = |spec: &str, at: usize| {
            palette
                .get(spec)
                .copied()
                .or_else(|| colour(spec, palette))
                .ok_or_else(|| {
                    self.trouble(
                        at,
                        &format!(
                            "“{spec}” is neither in the palette nor a colour.{}",
                            did_you_mean(spec, palette.keys().map(String::as_str))
                        ),
                    )
                })
        };
        match value.get_ref() {
            DeValue::String(spec) => Ok(Style::new().fg(named(spec, value.span().start)?)),
            DeValue::Table(table) => {
                let mut style = Style::new();
                for (key, value) in table {
                    let at = value.span().start;
                    let modifier = match (key.get_ref().as_ref(), value.get_ref()) {
                        ("fg", DeValue::String(spec)) => {
                            style = style.fg(named(spec, at)?);
                            continue;
                        }
                        ("bg", DeValue::String(spec)) => {
                            style = style.bg(named(spec, at)?);
                            continue;
                        }
                        ("bold", DeValue::Boolean(true)) => Modifier::BOLD,
                        ("dim", DeValue::Boolean(true)) => Modifier::DIM,
                        ("italic", DeValue::Boolean(true)) => Modifier::ITALIC,
                        ("underlined", DeValue::Boolean(true)) => Modifier::UNDERLINED,
                        ("reversed", DeValue::Boolean(true)) => Modifier::REVERSED,
                        (
                            "bold" | "dim" | "italic" | "underlined" | "reversed",
                            DeValue::Boolean(false),
                        ) => continue,
                        (
                            key @ ("fg" | "bg" | "bold" | "dim" | "italic" | "underlined"
                            | "reversed"),
                            value,
                        ) => {
                            return Err(self
                                .trouble(at, &format!("“{key}” cannot be {}.", value.type_str())));
                        }
                        (name, _) => {
                            let known = [
                                "fg",
                                "bg",
                                "bold",
                                "dim",
                                "italic",
                                "underlined",
                                "reversed",
                            ];
                            return Err(self.trouble(
                                key.span().start,
                                &format!("a style has no “{name}”.{}", did_you_mean(name, known)),
                            ));
                        }
                    };
                    style = style.add_modifier(modifier);
                }
                Ok(style)
            }
            other => Err(self.trouble(
                value.span().start,
                &format!("a style is a colour or a table, not {}.", other.type_str()),
            )),
        }
    }

    pub fn trouble(&self, at: usize, what: &str) -> String {
        let line = self
            .text
            .as_bytes()
            .iter()
            .take(at)
            .filter(|byte| **byte == b'\n')
            .count()
            + 1;
        format!("{}:{line}: {what}", self.path.display())
    }
}
