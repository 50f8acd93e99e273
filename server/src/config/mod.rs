//! Configuration: read once from the environment, checked as a whole, and every complaint names its variable.

mod places;

use domain::{order::Timings, payment::PaymentType};
use engine::{backup::BackupConfig, bank::BankConfig};
use places::{backups, pictures};
use secrecy::SecretString;
use std::{fmt, net::SocketAddr, path::PathBuf, str::FromStr, time::Duration};

/// A bank token shorter than this was never made by the bank.
const SHORTEST_TOKEN: usize = 16;

/// How serious this is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Environment {
    Development,
    Production,
}

/// Who takes the money.
#[derive(Clone, Debug)]
pub enum BankChoice {
    /// The sandbox, started in this process; development only.
    Sandbox { addr: SocketAddr },
    /// Monobank, or whoever speaks its description at another address.
    Real(BankConfig),
}

#[derive(Clone, Debug)]
pub struct Config {
    pub environment: Environment,
    pub database_url: String,
    pub site_addr: SocketAddr,
    pub site_root: PathBuf,
    /// Where the world finds us; without it, where we listen.
    pub public_url: Option<String>,
    pub bank: BankChoice,
    pub payment_type: PaymentType,
    pub simulate_devices: bool,
    /// How many proxies in front of us add to `X-Forwarded-For`.
    pub trusted_proxies: usize,
    pub timings: Timings,
    pub pictures: PicturesConfig,
    pub backups: BackupConfig,
    pub log_format: LogFormat,
}

/// Where uploaded pictures are kept.
#[derive(Clone, Debug)]
pub struct PicturesConfig {
    /// A folder, or `s3://bucket/folder`.
    pub url: String,
    /// How to reach the S3 store, by the names of the library.
    pub options: Vec<(&'static str, SecretString)>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LogFormat {
    Text,
    Json,
}

/// A variable that cannot be accepted.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{variable}: {complaint}")]
pub struct ConfigError {
    pub variable: &'static str,
    pub complaint: String,
}

fn complain(variable: &'static str, complaint: impl fmt::Display) -> ConfigError {
    ConfigError {
        variable,
        complaint: complaint.to_string(),
    }
}

/// Reads variables by name; empty ones count as unset.
struct Variables<F>(F);

impl<F: Fn(&str) -> Option<String>> Variables<F> {
    fn text(&self, variable: &str) -> Option<String> {
        (self.0)(variable)
            .map(|value| value.trim().to_owned())
            .filter(|value| !value.is_empty())
    }

    fn parse<T>(&self, variable: &'static str, default: T) -> Result<T, ConfigError>
    where
        T: FromStr,
        T::Err: fmt::Display,
    {
        match self.text(variable) {
            Some(text) => text
                .parse()
                .map_err(|error| complain(variable, format!("`{text}`: {error}"))),
            None => Ok(default),
        }
    }

    fn choice<T: Copy>(&self, variable: &'static str, choices: &[(&str, T)], default: T) -> Result<T, ConfigError> {
        let Some(text) = self.text(variable) else {
            return Ok(default);
        };
        choices
            .iter()
            .find(|(word, _)| *word == text)
            .map(|(_, choice)| *choice)
            .ok_or_else(|| {
                let words: Vec<&str> = choices.iter().map(|(word, _)| *word).collect();
                complain(variable, format!("`{text}` is none of {}", words.join(", ")))
            })
    }

    fn flag(&self, variable: &'static str) -> Result<bool, ConfigError> {
        self.choice(
            variable,
            &[("1", true), ("true", true), ("0", false), ("false", false)],
            false,
        )
    }

    fn seconds(&self, variable: &'static str, default: Duration) -> Result<Duration, ConfigError> {
        let seconds: u64 = self.parse(variable, default.as_secs())?;
        if (1..=7 * 24 * 60 * 60).contains(&seconds) {
            Ok(Duration::from_secs(seconds))
        } else {
            Err(complain(variable, "must be between 1 second and 7 days"))
        }
    }
}

impl Config {
    /// Reads the process's environment, with `.env` beside it.
    ///
    /// # Errors
    /// The first variable that cannot be accepted.
    pub fn from_env() -> Result<Self, ConfigError> {
        if let Err(error) = dotenvy::dotenv()
            && !error.not_found()
        {
            return Err(complain(".env", error));
        }
        #[expect(
            clippy::disallowed_methods,
            reason = "this is the seam through which everybody reads the environment"
        )]
        Self::read(|variable| std::env::var(variable).ok())
    }

    /// Reads the variables that `lookup` knows.
    ///
    /// # Errors
    /// The first variable that cannot be accepted.
    pub fn read(lookup: impl Fn(&str) -> Option<String>) -> Result<Self, ConfigError> {
        let vars = Variables(lookup);
        let environment = vars.choice(
            "ORTOMAT_ENV",
            &[
                ("development", Environment::Development),
                ("production", Environment::Production),
            ],
            Environment::Development,
        )?;
        let config = Self {
            environment,
            database_url: vars
                .text("DATABASE_URL")
                .unwrap_or_else(|| "sqlite:data/ortomat.db".to_owned()),
            site_addr: vars.parse("LEPTOS_SITE_ADDR", SocketAddr::from(([127, 0, 0, 1], 3000)))?,
            site_root: vars
                .text("LEPTOS_SITE_ROOT")
                .unwrap_or_else(|| "target/site".to_owned())
                .into(),
            public_url: public_url(&vars)?,
            bank: bank(&vars)?,
            payment_type: vars.choice(
                "MONO_PAYMENT_TYPE",
                &[("debit", PaymentType::Debit), ("hold", PaymentType::Hold)],
                PaymentType::Debit,
            )?,
            simulate_devices: vars.flag("ORTOMAT_SIMULATE_DEVICES")?,
            // In production somebody in front of us ends TLS.
            trusted_proxies: vars.parse(
                "TRUSTED_PROXIES",
                match environment {
                    Environment::Development => 0,
                    Environment::Production => 1,
                },
            )?,
            timings: timings(&vars)?,
            pictures: pictures(&vars)?,
            backups: backups(&vars)?,
            log_format: vars.choice(
                "ORTOMAT_LOG",
                &[("text", LogFormat::Text), ("json", LogFormat::Json)],
                match environment {
                    Environment::Development => LogFormat::Text,
                    Environment::Production => LogFormat::Json,
                },
            )?,
        };
        if environment == Environment::Production {
            config.fit_for_production()?;
        }
        Ok(config)
    }

    fn fit_for_production(&self) -> Result<(), ConfigError> {
        match &self.bank {
            BankChoice::Sandbox { .. } => {
                return Err(complain(
                    "MONO_TOKEN",
                    "must be set in production: the sandbox bank takes no real money",
                ));
            }
            BankChoice::Real(bank) => {
                use secrecy::ExposeSecret;
                let token = bank.token.expose_secret();
                let mut letters: Vec<char> = token.chars().collect();
                letters.sort_unstable();
                letters.dedup();
                if token.chars().count() < SHORTEST_TOKEN || letters.len() < SHORTEST_TOKEN / 2 {
                    return Err(complain(
                        "MONO_TOKEN",
                        "is too short or too simple to be the bank's token",
                    ));
                }
            }
        }
        match &self.public_url {
            None => {
                return Err(complain(
                    "PUBLIC_URL",
                    "must be set in production, such as https://ortomat.com.ua",
                ));
            }
            Some(url) if !url.starts_with("https://") => {
                return Err(complain("PUBLIC_URL", "must be an https address in production"));
            }
            Some(_) => {}
        }
        if self.simulate_devices {
            return Err(complain(
                "ORTOMAT_SIMULATE_DEVICES",
                "simulated devices do not run in production",
            ));
        }
        Ok(())
    }
}

fn public_url(vars: &Variables<impl Fn(&str) -> Option<String>>) -> Result<Option<String>, ConfigError> {
    let Some(url) = vars.text("PUBLIC_URL") else {
        return Ok(None);
    };
    match url.split_once("://") {
        Some(("http" | "https", host)) if !host.trim_matches('/').is_empty() => {
            Ok(Some(url.trim_end_matches('/').to_owned()))
        }
        _ => Err(complain(
            "PUBLIC_URL",
            format!("`{url}` is no address such as https://ortomat.com.ua"),
        )),
    }
}

fn bank(vars: &Variables<impl Fn(&str) -> Option<String>>) -> Result<BankChoice, ConfigError> {
    let Some(token) = vars.text("MONO_TOKEN") else {
        return Ok(BankChoice::Sandbox {
            addr: vars.parse("SANDBOX_BANK_ADDR", SocketAddr::from(([127, 0, 0, 1], 0)))?,
        });
    };
    let api_url = vars
        .text("MONO_API_URL")
        .unwrap_or_else(|| "https://api.monobank.ua".to_owned());
    if !(api_url.starts_with("https://") || is_loopback(&api_url)) {
        return Err(complain(
            "MONO_API_URL",
            "must be https, or http on this very machine: the token travels there",
        ));
    }
    Ok(BankChoice::Real(BankConfig {
        api_url,
        token: SecretString::from(token),
    }))
}

fn is_loopback(url: &str) -> bool {
    ["http://127.", "http://localhost", "http://[::1]"]
        .iter()
        .any(|start| url.starts_with(start))
}

fn timings(vars: &Variables<impl Fn(&str) -> Option<String>>) -> Result<Timings, ConfigError> {
    let usual = Timings::default();
    Ok(Timings {
        reservation: vars.seconds("RESERVATION_SECONDS", usual.reservation)?,
        payment_grace: vars.seconds("PAYMENT_GRACE_SECONDS", usual.payment_grace)?,
        open_window: vars.seconds("OPEN_WINDOW_SECONDS", usual.open_window)?,
        door: vars.seconds("DOOR_SECONDS", usual.door)?,
        refund_patience: vars.seconds("REFUND_PATIENCE_SECONDS", usual.refund_patience)?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const GOOD_TOKEN: &str = "uGk3Vb92_QmXw71zLpRt4c";

    fn read(variables: &[(&str, &str)]) -> Result<Config, ConfigError> {
        Config::read(|name| {
            variables
                .iter()
                .find(|(known, _)| *known == name)
                .map(|(_, value)| (*value).to_owned())
        })
    }

    fn complaint_about(variables: &[(&str, &str)]) -> &'static str {
        read(variables).err().map_or("nothing", |error| error.variable)
    }

    #[test]
    fn a_backup_is_made_every_night_unless_somebody_looks_after_it_otherwise() {
        let usual = read(&[]).unwrap().backups;
        assert_eq!(usual.folder, PathBuf::from("data/backups"));
        assert_eq!(usual.schedule.map(|daily| (daily.hour, daily.keep_days)), Some((3, 14)));
        let off = read(&[("BACKUP_HOUR", "off"), ("BACKUP_FOLDER", "/srv/b")])
            .unwrap()
            .backups;
        assert_eq!((off.folder, off.schedule), (PathBuf::from("/srv/b"), None));
    }

    #[test]
    fn nothing_configured_is_a_complete_development_configuration() {
        let config = read(&[]).unwrap();
        assert_eq!(config.environment, Environment::Development);
        assert_eq!(config.database_url, "sqlite:data/ortomat.db");
        assert!(matches!(config.bank, BankChoice::Sandbox { .. }));
        assert_eq!(config.payment_type, PaymentType::Debit);
    }

    #[test]
    fn production_refuses_what_would_cost_money_and_names_the_variable() {
        let production = ("ORTOMAT_ENV", "production");
        let token = ("MONO_TOKEN", GOOD_TOKEN);
        let url = ("PUBLIC_URL", "https://ortomat.com.ua");
        assert_eq!(complaint_about(&[production, url]), "MONO_TOKEN");
        assert_eq!(
            complaint_about(&[production, url, ("MONO_TOKEN", "short")]),
            "MONO_TOKEN"
        );
        assert_eq!(
            complaint_about(&[production, url, ("MONO_TOKEN", "aaaaaaaaaaaaaaaaaaaaaaaa")]),
            "MONO_TOKEN"
        );
        assert_eq!(complaint_about(&[production, token]), "PUBLIC_URL");
        assert_eq!(
            complaint_about(&[production, token, ("PUBLIC_URL", "http://ortomat.com.ua")]),
            "PUBLIC_URL"
        );
        let simulated = ("ORTOMAT_SIMULATE_DEVICES", "1");
        assert_eq!(
            complaint_about(&[production, token, url, simulated]),
            "ORTOMAT_SIMULATE_DEVICES"
        );
        assert!(read(&[production, token, url]).is_ok());
    }

    #[test]
    fn a_value_that_cannot_be_read_names_its_variable() {
        for (variable, value) in [
            ("ORTOMAT_ENV", "prod"),
            ("LEPTOS_SITE_ADDR", "3000"),
            ("PUBLIC_URL", "ortomat.com.ua"),
            ("MONO_PAYMENT_TYPE", "credit"),
            ("ORTOMAT_SIMULATE_DEVICES", "yes"),
            ("RESERVATION_SECONDS", "ten"),
            ("OPEN_WINDOW_SECONDS", "0"),
            ("ORTOMAT_LOG", "xml"),
            ("SANDBOX_BANK_ADDR", "here"),
            ("TRUSTED_PROXIES", "all"),
            ("PICTURES_URL", "ftp://example.com/pictures"),
            ("BACKUP_HOUR", "24"),
            ("BACKUP_HOUR", "never"),
            ("BACKUP_KEEP_DAYS", "0"),
            ("AWS_ALLOW_HTTP", "yes"),
        ] {
            assert_eq!(complaint_about(&[(variable, value)]), variable);
        }
        assert_eq!(
            complaint_about(&[("MONO_TOKEN", GOOD_TOKEN), ("MONO_API_URL", "http://bank.example")]),
            "MONO_API_URL"
        );
    }

    #[test]
    fn pictures_are_in_a_folder_unless_a_store_is_named() {
        let keys = [("AWS_REGION", "eu-central-1"), ("AWS_SECRET_ACCESS_KEY", "hidden")];
        let folder = read(&keys).unwrap().pictures;
        assert_eq!((folder.url.as_str(), folder.options.len()), ("data/pictures", 0));
        let store = read(&[("PICTURES_URL", "s3://ortomat/pictures"), keys[0], keys[1]]).unwrap();
        let names: Vec<&str> = store.pictures.options.iter().map(|(name, _)| *name).collect();
        assert_eq!(names, ["aws_region", "aws_secret_access_key"]);
        assert!(!format!("{store:?}").contains("hidden"));
    }

    #[test]
    fn an_empty_variable_is_an_unset_one() {
        assert!(matches!(
            read(&[("MONO_TOKEN", "  ")]).map(|config| config.bank),
            Ok(BankChoice::Sandbox { .. })
        ));
    }
}
