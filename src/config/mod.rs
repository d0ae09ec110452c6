//! Where the book and the settings lie, and what the person chose.
//!
//! Settings come in layers, each of which wins over the one before it: what the program comes with, the file,
//! the environment, the command's options. A broken file is reported with its line; what can be read of it holds,
//! and the program starts all the same. It knows no screen: a theme and a keymap are only names here.

mod file;
mod places;

pub use file::{Dates, KEYS, Layer, Settings};
pub use places::{Places, Wanted};

/// What is in force, and what was wrong on the way there.
#[derive(Clone, Debug)]
pub struct Config {
    /// Where everything lies.
    pub places: Places,
    /// What the person chose.
    pub settings: Settings,
    /// What could not be read, a line each, for the person.
    pub warnings: Vec<String>,
}

impl Config {
    /// Finds the places and reads the file.
    ///
    /// Errors where a place that was asked for cannot be known; a broken file is only a warning.
    pub fn load(wanted: &Wanted) -> Result<Config, String> {
        let places = Places::find(wanted)?;
        let mut settings = Settings::default();
        let mut warnings = Vec::new();
        match std::fs::read_to_string(&places.config) {
            Ok(text) => warnings = settings.read(&places.config, &text),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
                if places.config_from == Layer::Option {
                    return Err(format!(
                        "there is no configuration file {}",
                        places.config.display()
                    ));
                }
            }
            Err(error) => warnings.push(format!(
                "{}: cannot be read ({error}); the usual settings are in force",
                places.config.display()
            )),
        }
        settings.take_environment(&wanted.environment);
        let mut config = Config {
            places,
            settings,
            warnings,
        };
        config.take_kept_theme();
        Ok(config)
    }

    /// Takes the theme that was chosen in the workbench, where neither the file nor the environment names one.
    fn take_kept_theme(&mut self) {
        let kept = std::fs::read_to_string(self.kept_theme()).unwrap_or_default();
        let name = kept.trim();
        if self.settings.theme.is_none() && !name.is_empty() {
            self.settings.theme = Some(name.to_owned());
            self.settings.from.insert("theme", Layer::Workbench);
        }
    }

    /// Gives the file of the person's keys, where there is one or it was asked for.
    pub fn keys(&self) -> std::path::PathBuf {
        let folder = self.places.folder();
        self.settings
            .keys
            .as_ref()
            .map_or_else(|| folder.join("keys.toml"), |name| folder.join(name))
    }

    /// Says where the theme that was chosen in the workbench is remembered.
    pub fn kept_theme(&self) -> std::path::PathBuf {
        self.places.folder().join("theme")
    }

    /// Gives the folder of the person's own themes.
    pub fn themes(&self) -> std::path::PathBuf {
        self.places.folder().join("themes")
    }
}
