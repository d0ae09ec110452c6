//! Themes: a palette, and a style for each role that something on the screen can play.
//!
//! A theme is a TOML file. Those of the program are embedded; a file of the same name in the person's
//! own folder shadows one, a new name adds one. A broken file is reported with its line, and the
//! program starts all the same with the default. Colours are named in these files and nowhere else.

mod colour;
mod layer;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use ratatui::style::{Modifier, Style};

use super::nearest::did_you_mean;
use colour::{colour, indexed};
use layer::Layer;

pub use colour::hex;

/// The theme that is in force where none is chosen.
pub const DEFAULT: &str = "dusk";

/// The theme of a first start on a light ground.
const LIGHT: &str = "paper";

/// The theme for terminals that know sixteen colours only.
pub const SIXTEEN: &str = "sixteen";

/// The themes of the program: name and file.
pub const EMBEDDED: &[(&str, &str)] = &[
    ("dusk", include_str!("../../themes/dusk.toml")),
    ("paper", include_str!("../../themes/paper.toml")),
    ("noon", include_str!("../../themes/noon.toml")),
    ("harbour", include_str!("../../themes/harbour.toml")),
    ("sandstone", include_str!("../../themes/sandstone.toml")),
    ("sixteen", include_str!("../../themes/sixteen.toml")),
    ("graphite", include_str!("../../themes/graphite.toml")),
    ("moss", include_str!("../../themes/moss.toml")),
    ("ember", include_str!("../../themes/ember.toml")),
];

/// Declares the roles with their names, what they are for, and how they look without colour.
macro_rules! roles {
    ($($variant:ident $name:literal $plain:expr, $help:literal;)+) => {
        /// What something on the screen is, which decides how it looks.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Role { $(#[doc = $help] $variant,)+ }

        impl Role {
            /// Lists every role.
            pub const ALL: &'static [Role] = &[$(Role::$variant,)+];

            /// Gives the name that theme files use.
            pub fn name(self) -> &'static str {
                match self { $(Role::$variant => $name,)+ }
            }

            /// Says what the role is for.
            pub fn help(self) -> &'static str {
                match self { $(Role::$variant => $help,)+ }
            }

            /// Gives the look that carries the meaning where there is no colour.
            fn plain(self) -> Modifier {
                match self { $(Role::$variant => $plain,)+ }
            }
        }
    };
}

roles! {
    Text "text" Modifier::empty(), "The page: its ink and its ground";
    Muted "muted" Modifier::DIM, "Labels, dates, what is read second";
    Faint "faint" Modifier::DIM, "Rules and hints, what is read last";
    Strong "strong" Modifier::BOLD, "Names and titles, what is read first";
    Words "words" Modifier::empty(), "The customer's own words";
    Heading "heading" Modifier::empty(), "The heading of a group";
    Accent "accent" Modifier::BOLD, "The one accent: where I am, what can be pressed";
    Selected "selected" Modifier::REVERSED, "The chosen line of the list that has the keys";
    Resting "resting" Modifier::UNDERLINED, "The chosen line of a list that has not";
    Marked "marked" Modifier::BOLD, "Lines marked for one action over many";
    Late "late" Modifier::BOLD, "A promise that is late or broken, and nothing else";
    Good "good" Modifier::empty(), "Kept, solved, won";
    Doubt "doubt" Modifier::ITALIC, "Unknown or unconfirmed";
    Ours "ours" Modifier::empty(), "What we owe them";
    Theirs "theirs" Modifier::empty(), "What they owe us";
    Fight "fight" Modifier::empty(), "What we fight for inside our company";
    Match "match" Modifier::UNDERLINED, "The letters that the lookup found";
    Chip "chip" Modifier::REVERSED, "A piece of a line that was understood";
    Input "input" Modifier::empty(), "A line that is being typed";
    Caret "caret" Modifier::REVERSED, "Where the next letter goes";
    Overlay "overlay" Modifier::empty(), "The ground of what lies over a screen";
    Error "error" Modifier::BOLD, "What went wrong, beside where it went wrong";
    Present "present" Modifier::REVERSED, "The sign that private facts are hidden";
    Bar "bar" Modifier::empty(), "Small bars and sparklines";
}

/// One theme, ready to draw with.
#[derive(Debug, Clone, PartialEq)]
pub struct Theme {
    /// The name it is chosen by.
    pub name: String,
    /// What it is like, in a line.
    pub about: String,
    styles: Vec<Style>,
}

impl Theme {
    /// Gives the style of a role, to be laid over the page.
    pub fn style(&self, role: Role) -> Style {
        self.styles.get(role as usize).copied().unwrap_or_default()
    }

    /// Gives the style of a role for text that stands on whatever ground is there.
    pub fn ink(&self, role: Role) -> Style {
        let mut style = self.style(role);
        if role == Role::Text {
            // On an overlay the ink of the page is wanted, and not its ground.
            style.bg = None;
            style.fg = None;
        }
        style
    }

    /// Takes every colour away; what colour said, weight and inversion say.
    #[must_use]
    pub fn without_colour(mut self) -> Self {
        self.styles = Role::ALL
            .iter()
            .map(|role| Style::new().add_modifier(role.plain()))
            .collect();
        self
    }

    /// Fits the colours to what the terminal can show.
    #[must_use]
    pub fn fitted(mut self, depth: Depth) -> Self {
        match depth {
            Depth::None => return self.without_colour(),
            Depth::True | Depth::Sixteen => {}
            Depth::Indexed => {
                for style in &mut self.styles {
                    style.fg = style.fg.map(indexed);
                    style.bg = style.bg.map(indexed);
                }
            }
        }
        self
    }
}

impl Default for Theme {
    fn default() -> Self {
        let (theme, _) = Themes::embedded().get(DEFAULT);
        theme
    }
}

/// How many colours the terminal shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Depth {
    /// None: `NO_COLOR` is set, or the terminal is dumb.
    None,
    /// The sixteen named ones.
    Sixteen,
    /// The 256 of the usual palette.
    Indexed,
    /// All of them.
    True,
}

impl Depth {
    /// Reads what the surroundings say (`NO_COLOR`, `COLORTERM`, `TERM`).
    pub fn of(variable: impl Fn(&str) -> Option<String>) -> Self {
        let term = variable("TERM").unwrap_or_default();
        if variable("NO_COLOR").is_some_and(|value| !value.is_empty()) || term == "dumb" {
            Self::None
        } else if variable("COLORTERM")
            .is_some_and(|value| value == "truecolor" || value == "24bit")
            || term.ends_with("-direct")
            || term.contains("kitty")
            || term.contains("ghostty")
        {
            Self::True
        } else if term.contains("256") {
            Self::Indexed
        } else {
            Self::Sixteen
        }
    }
}

/// Names the theme of a first start: a terminal that says that its ground is light gets a light one.
///
/// `COLORFGBG` holds the numbers of ink and ground among the sixteen colours, such as `0;15`.
pub fn usual(depth: Depth, grounds: Option<&str>) -> &'static str {
    let ground = grounds.and_then(|said| said.rsplit(';').next()?.parse::<u8>().ok());
    match (depth, ground) {
        (Depth::Sixteen, _) => SIXTEEN,
        (_, Some(7 | 9..=15)) => LIGHT,
        _ => DEFAULT,
    }
}

/// Every theme there is: the program's and the person's own.
#[derive(Debug, Clone, PartialEq)]
pub struct Themes {
    files: BTreeMap<String, (PathBuf, String)>,
}

impl Themes {
    /// Gives the program's own themes.
    pub fn embedded() -> Self {
        Self {
            files: EMBEDDED
                .iter()
                .map(|(name, text)| {
                    (
                        (*name).into(),
                        (PathBuf::from(format!("themes/{name}.toml")), (*text).into()),
                    )
                })
                .collect(),
        }
    }

    /// Adds the files of a folder; each shadows the theme of its name.
    ///
    /// What cannot be read is reported and left out.
    pub fn with_folder(mut self, folder: &Path) -> (Self, Vec<String>) {
        let mut troubles = Vec::new();
        for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
            let path = entry.path();
            let (Some(name), Some("toml")) = (
                path.file_stem().and_then(|stem| stem.to_str()),
                path.extension().and_then(|ending| ending.to_str()),
            ) else {
                continue;
            };
            match std::fs::read_to_string(&path) {
                Ok(text) => {
                    self.files.insert(name.to_owned(), (path.clone(), text));
                }
                Err(error) => {
                    troubles.push(format!("{}: cannot be read: {error}.", path.display()));
                }
            }
        }
        troubles.sort();
        (self, troubles)
    }

    /// Lists the names, the default first.
    pub fn names(&self) -> Vec<&str> {
        let mut names: Vec<&str> = self.files.keys().map(String::as_str).collect();
        names.sort_by_key(|name| {
            (
                EMBEDDED
                    .iter()
                    .position(|(known, _)| known == name)
                    .unwrap_or(usize::MAX),
                *name,
            )
        });
        names
    }

    /// Says where a theme lies: a path, or `themes/NAME.toml` for the program's own.
    pub fn place(&self, name: &str) -> Option<&Path> {
        self.files.get(name).map(|(path, _)| path.as_path())
    }

    /// Gives a theme's file as it is written.
    pub fn source(&self, name: &str) -> Option<&str> {
        self.files.get(name).map(|(_, text)| text.as_str())
    }

    /// Gives a theme by name; where it is unknown or broken, the default and what was wrong.
    pub fn get(&self, name: &str) -> (Theme, Vec<String>) {
        match self.build(name) {
            Ok(theme) => (theme, Vec::new()),
            Err(mut troubles) => {
                if let Some(last) = troubles.last_mut() {
                    last.push_str(" The default theme is in force.");
                }
                let embedded = Self::embedded().build(DEFAULT);
                (
                    embedded.unwrap_or_else(|_| Theme {
                        name: DEFAULT.into(),
                        about: String::new(),
                        styles: Vec::new(),
                    }),
                    troubles,
                )
            }
        }
    }

    /// Builds a theme by name, or says everything that is wrong with it.
    pub fn build(&self, name: &str) -> Result<Theme, Vec<String>> {
        let mut palette = BTreeMap::new();
        let mut styles = BTreeMap::new();
        let mut troubles = Vec::new();
        let mut about = String::new();
        let mut layers = Vec::new();
        let mut next = Some(name.to_owned());
        while let Some(name) = next.take() {
            let Some((path, text)) = self.files.get(&name) else {
                return Err(vec![format!(
                    "There is no theme “{name}”.{}",
                    did_you_mean(&name, self.files.keys().map(String::as_str))
                )]);
            };
            let mut layer = Layer::read(path, text)?;
            next = layer.inherits.take().filter(|parent| {
                let known =
                    layers.iter().any(|seen: &Layer<'_>| seen.name == *parent) || *parent == name;
                if known {
                    troubles.push(format!(
                        "{}: inherits from itself through “{parent}”.",
                        path.display()
                    ));
                }
                !known
            });
            layer.name = name;
            layers.push(layer);
        }
        for layer in layers.iter().rev() {
            for (key, value) in &layer.palette {
                match value.get_ref().as_str().map(|spec| (spec, colour(spec, &palette))) {
                    Some((_, Some(parsed))) => {
                        palette.insert(key.clone(), parsed);
                    }
                    Some((spec, None)) => troubles.push(layer.trouble(value.span().start, &format!("“{spec}” is no colour. Write #rrggbb, a name such as light-blue, or 0 to 255."))),
                    None => troubles.push(layer.trouble(value.span().start, "a colour is written as text, such as \"#d8a657\".")),
                }
            }
        }
        for layer in layers.iter().rev() {
            for (key, value) in &layer.styles {
                let Some(role) = Role::ALL.iter().find(|role| role.name() == key.get_ref()) else {
                    troubles.push(layer.trouble(
                        key.span().start,
                        &format!(
                            "there is no role “{}”.{}",
                            key.get_ref(),
                            did_you_mean(key.get_ref(), Role::ALL.iter().map(|role| role.name()))
                        ),
                    ));
                    continue;
                };
                match layer.style(value, &palette) {
                    Ok(style) => {
                        styles.insert(*role, style);
                    }
                    Err(trouble) => troubles.push(trouble),
                }
            }
            if !layer.about.is_empty() {
                about.clone_from(&layer.about);
            }
        }
        if !troubles.is_empty() {
            return Err(troubles);
        }
        let styles = Role::ALL
            .iter()
            .map(|role| styles.get(role).copied().unwrap_or_default())
            .collect();
        Ok(Theme {
            name: name.into(),
            about,
            styles,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ratatui::style::Color;

    fn own(name: &str, text: &str) -> Themes {
        let mut themes = Themes::embedded();
        themes.files.insert(
            name.into(),
            (PathBuf::from(format!("{name}.toml")), text.into()),
        );
        themes
    }

    #[test]
    fn a_light_terminal_begins_light() {
        assert_eq!(usual(Depth::True, Some("0;15")), LIGHT);
        assert_eq!(usual(Depth::Indexed, Some("0;default;15")), LIGHT);
        assert_eq!(usual(Depth::True, Some("15;0")), DEFAULT);
        assert_eq!(usual(Depth::True, Some("12;8")), DEFAULT);
        assert_eq!(usual(Depth::True, None), DEFAULT);
        assert_eq!(usual(Depth::Sixteen, Some("0;15")), SIXTEEN);
    }

    #[test]
    fn every_theme_of_the_folder_is_embedded_and_whole() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("themes");
        let mut files: Vec<String> = std::fs::read_dir(folder)
            .unwrap()
            .filter_map(|entry| entry.unwrap().path().file_stem()?.to_str().map(Into::into))
            .collect();
        let mut embedded: Vec<&str> = EMBEDDED.iter().map(|(name, _)| *name).collect();
        files.sort();
        embedded.sort_unstable();
        assert_eq!(files, embedded);
        let themes = Themes::embedded();
        for name in embedded {
            let theme = themes
                .build(name)
                .unwrap_or_else(|troubles| panic!("{troubles:#?}"));
            assert!(!theme.about.is_empty(), "{name} says what it is like");
            for role in [
                Role::Text,
                Role::Muted,
                Role::Accent,
                Role::Selected,
                Role::Late,
            ] {
                assert_ne!(
                    theme.style(role),
                    Style::default(),
                    "{name}: {}",
                    role.name()
                );
            }
        }
    }

    #[test]
    fn text_can_be_read_in_every_theme() {
        let themes = Themes::embedded();
        for name in themes.names() {
            let theme = themes.build(name).unwrap();
            let (Some(Color::Rgb(r, g, b)), page) =
                (theme.style(Role::Text).bg, theme.style(Role::Text))
            else {
                continue;
            };
            let ground = Color::Rgb(r, g, b);
            for role in [Role::Text, Role::Strong] {
                let ink = theme.style(role).fg.or(page.fg).unwrap();
                let has = contrast(ink, ground);
                assert!(has >= 7.0, "{name}: {} has {has:.1}", role.name());
            }
        }
    }

    #[test]
    fn everything_can_be_read_wherever_it_stands() {
        let themes = Themes::embedded();
        for name in themes.names() {
            let theme = themes.build(name).unwrap();
            for ground in [Role::Text, Role::Overlay, Role::Resting, Role::Selected] {
                let Some(under @ Color::Rgb(..)) = theme.style(ground).bg else {
                    continue;
                };
                for role in Role::ALL {
                    let style = theme.style(*role);
                    // What brings a ground of its own stands on that.
                    let own = style.bg.filter(|_| *role != ground);
                    let (Some(ink @ Color::Rgb(..)), under) = (style.fg, own.unwrap_or(under))
                    else {
                        continue;
                    };
                    let least = match (role, ground) {
                        (Role::Faint, Role::Selected) => 2.2,
                        (Role::Faint, _) => 3.0,
                        _ => 4.5,
                    };
                    let has = contrast(ink, under);
                    assert!(
                        has >= least,
                        "{name}: {} on {} has {has:.2}, wants {least}",
                        role.name(),
                        ground.name()
                    );
                }
            }
        }
    }

    #[test]
    fn a_name_is_brighter_than_its_heading_where_there_is_no_colour() {
        let plain = Theme::default().without_colour();
        let sixteen = Themes::embedded().build(SIXTEEN).unwrap();
        for theme in [plain, sixteen] {
            let bold = |role| theme.style(role).add_modifier.contains(Modifier::BOLD);
            assert!(bold(Role::Strong) && !bold(Role::Heading), "{}", theme.name);
        }
    }

    /// Contrast by WCAG 2.1, from relative luminance.
    fn contrast(one: Color, other: Color) -> f64 {
        let luminance = |colour: Color| {
            let Color::Rgb(r, g, b) = colour else {
                return 0.5;
            };
            let part = |value: u8| {
                let value = f64::from(value) / 255.0;
                if value <= 0.040_45 {
                    value / 12.92
                } else {
                    ((value + 0.055) / 1.055).powf(2.4)
                }
            };
            0.2126 * part(r) + 0.7152 * part(g) + 0.0722 * part(b)
        };
        let (a, b) = (luminance(one), luminance(other));
        (a.max(b) + 0.05) / (a.min(b) + 0.05)
    }

    #[test]
    fn a_broken_file_is_reported_with_its_line_and_the_nearest_name() {
        let (theme, troubles) = own(
            "mine",
            "inherits = \"dusk\"\n[styles]\nacent = \"#ff0000\"\n",
        )
        .get("mine");
        assert_eq!(theme.name, DEFAULT);
        assert_eq!(
            troubles,
            [
                "mine.toml:3: there is no role “acent”. Did you mean “accent”? The default theme is in force."
            ]
        );
        let (_, troubles) = own(
            "mine",
            "inherits = \"dusk\"\n[styles]\naccent = \"grean\"\n[palette\n",
        )
        .get("mine");
        assert!(troubles[0].starts_with("mine.toml:4: "), "{troubles:?}");
        let (_, troubles) = own("mine", "inherits = \"dsk\"\n").get("mine");
        assert_eq!(
            troubles,
            ["There is no theme “dsk”. Did you mean “dusk”? The default theme is in force."]
        );
        let (_, troubles) = own("mine", "inherits = \"mine\"\n").get("mine");
        assert_eq!(troubles.len(), 1);
    }

    #[test]
    fn a_theme_changes_only_what_it_names() {
        let theme = own(
            "mine",
            "inherits = \"dusk\"\n[palette]\naccent = \"#123456\"\n",
        )
        .build("mine")
        .unwrap();
        assert_eq!(
            theme.style(Role::Accent).fg,
            Some(Color::Rgb(0x12, 0x34, 0x56)),
            "a palette entry of the child reaches the parent's styles"
        );
        assert_eq!(
            theme.style(Role::Muted),
            Theme::default().style(Role::Muted)
        );
    }

    #[test]
    fn no_colour_leaves_no_colour() {
        for name in Themes::embedded().names() {
            let theme = Themes::embedded().build(name).unwrap().fitted(Depth::None);
            assert!(
                Role::ALL
                    .iter()
                    .all(|role| theme.style(*role).fg.is_none() && theme.style(*role).bg.is_none())
            );
        }
        let sixteen = Themes::embedded().build(SIXTEEN).unwrap();
        assert!(Role::ALL.iter().all(|role| !matches!(
            sixteen.style(*role).fg,
            Some(Color::Rgb(..) | Color::Indexed(16..))
        )));
    }

    #[test]
    fn the_depth_follows_the_terminal() {
        let depth = |pairs: &'static [(&str, &str)]| {
            Depth::of(move |name| {
                pairs
                    .iter()
                    .find(|(key, _)| *key == name)
                    .map(|(_, value)| (*value).to_owned())
            })
        };
        assert_eq!(
            depth(&[("TERM", "xterm-256color"), ("COLORTERM", "truecolor")]),
            Depth::True
        );
        assert_eq!(depth(&[("TERM", "xterm-256color")]), Depth::Indexed);
        assert_eq!(depth(&[("TERM", "linux")]), Depth::Sixteen);
        assert_eq!(
            depth(&[("TERM", "xterm-256color"), ("NO_COLOR", "1")]),
            Depth::None
        );
        assert_eq!(indexed(Color::Rgb(255, 0, 0)), Color::Indexed(196));
        assert_eq!(indexed(Color::Rgb(128, 128, 128)), Color::Indexed(244));
    }
}
