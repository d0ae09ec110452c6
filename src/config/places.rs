//! Where the book, the configuration and the passing files lie.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use super::file::Layer;

/// What the command line and the environment say about places.
#[derive(Clone, Debug, Default)]
pub struct Wanted {
    /// The book that was asked for.
    pub book: Option<PathBuf>,
    /// The configuration file that was asked for.
    pub config: Option<PathBuf>,
    /// The variables of the environment that matter here.
    pub environment: BTreeMap<String, String>,
}

impl Wanted {
    /// The variables that are read.
    const VARIABLES: &'static [&'static str] = &[
        "ALLY_BOOK",
        "ALLY_CONFIG",
        "ALLY_THEME",
        "ALLY_AUTHOR",
        "USER",
        "LOGNAME",
    ];

    /// Takes what the environment says; the options are added by whoever has them.
    pub fn from_environment() -> Self {
        let environment = Self::VARIABLES
            .iter()
            .filter_map(|name| {
                std::env::var(name)
                    .ok()
                    .filter(|v| !v.trim().is_empty())
                    .map(|v| ((*name).to_owned(), v))
            })
            .collect();
        Self {
            book: None,
            config: None,
            environment,
        }
    }
}

/// Where everything lies, and who said so.
#[derive(Clone, Debug)]
pub struct Places {
    /// The book's directory.
    pub book: PathBuf,
    /// Who said so.
    pub book_from: Layer,
    /// The configuration file.
    pub config: PathBuf,
    /// Who said so.
    pub config_from: Layer,
}

impl Places {
    /// Finds them: an option, else the environment, else the platform's directories.
    ///
    /// Errors where none of the three says anything, because there is no home directory.
    pub fn find(wanted: &Wanted) -> Result<Places, String> {
        let platform = directories::ProjectDirs::from("", "", "ally");
        let choose =
            |option: &Option<PathBuf>, variable: &str, usual: Option<PathBuf>, ask: &str| {
                if let Some(path) = option {
                    return Ok((path.clone(), Layer::Option));
                }
                if let Some(path) = wanted.environment.get(variable) {
                    return Ok((PathBuf::from(path), Layer::Environment));
                }
                usual.map(|path| (path, Layer::Usual)).ok_or_else(|| {
                    format!("there is no home directory; say {ask}, or set {variable}")
                })
            };
        let (book, book_from) = choose(
            &wanted.book,
            "ALLY_BOOK",
            platform.as_ref().map(|p| p.data_dir().join("book")),
            "--book DIR",
        )?;
        let (config, config_from) = choose(
            &wanted.config,
            "ALLY_CONFIG",
            platform
                .as_ref()
                .map(|p| p.config_dir().join("config.toml")),
            "--config FILE",
        )?;
        Ok(Places {
            book,
            book_from,
            config,
            config_from,
        })
    }

    /// Gives the folder that the configuration file lies in, where themes and keys lie too.
    pub fn folder(&self) -> &Path {
        match self.config.parent() {
            Some(folder) if !folder.as_os_str().is_empty() => folder,
            _ => Path::new("."),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_option_wins_over_the_environment() {
        let mut wanted = Wanted::default();
        wanted
            .environment
            .insert("ALLY_BOOK".into(), "/env/book".into());
        wanted
            .environment
            .insert("ALLY_CONFIG".into(), "/env/config.toml".into());
        let places = Places::find(&wanted).unwrap();
        assert_eq!(
            (places.book, places.book_from),
            (PathBuf::from("/env/book"), Layer::Environment)
        );
        wanted.book = Some("/here".into());
        let places = Places::find(&wanted).unwrap();
        assert_eq!(
            (places.book.as_path(), places.book_from),
            (Path::new("/here"), Layer::Option)
        );
        assert_eq!(places.folder(), Path::new("/env"));
    }
}
