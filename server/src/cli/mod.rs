//! The command line. What it prints is for a person at a terminal; logs go to standard error.
#![expect(
    clippy::print_stdout,
    reason = "the command line's answers are what standard output is for"
)]

mod backup;

use crate::{
    config::{BankChoice, Config},
    serve::{self, StartError},
    telemetry,
};
use clap::{Args, Parser, Subcommand};
use domain::{
    id::{DeviceId, OrtomatId},
    staff::{EmailAddress, PersonName, Role},
};
use engine::{Clock, Database, Demo, Engine, Setup, bank::BankConfig, devices::DeviceToken, staff::NewStaff};
use secrecy::SecretString;
use std::{
    error::Error,
    io::{BufRead, Write},
    process::ExitCode,
};

/// Ortomat: cabinets that sell orthopaedic goods day and night.
#[derive(Debug, Parser)]
#[command(
    version,
    after_help = "The configuration comes from the environment; .env.example lists every variable."
)]
pub struct Cli {
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Run the server: pages, REST, webhooks and the wire to the devices (the default).
    Serve,
    /// Bring the database's schema up to date and stop.
    Migrate,
    /// Fill an empty database with demo ortomats, products, filled cells, accounts and device credentials.
    Demo,
    /// Write everything but secrets into one file.
    Backup(backup::Backup),
    /// Put a backup in the place of everything. Stop the server first.
    Restore(backup::Restore),
    /// People who sign in.
    #[command(subcommand)]
    Staff(StaffCommand),
    /// The ESP32s of the ortomats.
    #[command(subcommand)]
    Device(DeviceCommand),
}

#[derive(Debug, Subcommand)]
enum StaffCommand {
    /// Add a person. Without --password-stdin a password is made and printed once.
    Add(AddStaff),
    /// Print a link that sets a new password once, for whoever lost theirs.
    Link(LinkStaff),
}

#[derive(Debug, Args)]
struct LinkStaff {
    /// What the person signs in with
    #[arg(long)]
    email: String,
    /// Switch the second factor off too
    #[arg(long)]
    without_second_factor: bool,
}

#[derive(Debug, Args)]
struct AddStaff {
    /// admin, doctor or courier
    #[arg(long, value_parser = role)]
    role: Role,
    /// What the person signs in with
    #[arg(long)]
    email: String,
    #[arg(long, default_value = "")]
    first_name: String,
    #[arg(long, default_value = "")]
    last_name: String,
    /// Read the password from standard input, one line
    #[arg(long)]
    password_stdin: bool,
}

#[derive(Debug, Subcommand)]
enum DeviceCommand {
    /// Give an ortomat a device. Without --token-stdin its secret is made and printed once.
    Add(AddDevice),
}

#[derive(Debug, Args)]
struct AddDevice {
    /// The ortomat's id, as in its QR code
    #[arg(long)]
    ortomat: OrtomatId,
    /// The device's own name, the `device_id` of its connection
    #[arg(long)]
    device_id: DeviceId,
    /// Read the secret from standard input, one line
    #[arg(long)]
    token_stdin: bool,
}

fn role(word: &str) -> Result<Role, String> {
    match word {
        "admin" => Ok(Role::Admin),
        "doctor" => Ok(Role::Doctor),
        "courier" => Ok(Role::Courier),
        other => Err(format!("`{other}` is none of admin, doctor, courier")),
    }
}

impl Cli {
    /// Does what was asked for; a failure is one clear sentence and exit code 1.
    pub async fn run(self) -> ExitCode {
        match self.carry_out().await {
            Ok(()) => ExitCode::SUCCESS,
            Err(error) => {
                let _closed = writeln!(std::io::stderr(), "ortomat: {error}");
                ExitCode::FAILURE
            }
        }
    }

    async fn carry_out(self) -> Result<(), Box<dyn Error>> {
        let config = Config::from_env()?;
        telemetry::start(config.log_format);
        match self.command.unwrap_or(Command::Serve) {
            Command::Serve => run_server(config).await,
            Command::Migrate => {
                connect(&config).await?;
                println!("The database is up to date.");
                Ok(())
            }
            Command::Demo => {
                match engine(&config).await?.fill_demo().await? {
                    Some(demo) => show_demo(&demo),
                    None => println!("The database is not empty; nothing was added."),
                }
                Ok(())
            }
            Command::Backup(file) => backup::backup(&config, file).await,
            Command::Restore(file) => backup::restore(&config, file).await,
            Command::Staff(StaffCommand::Add(person)) => add_staff(&config, person).await,
            Command::Staff(StaffCommand::Link(link)) => link_staff(&config, link).await,
            Command::Device(DeviceCommand::Add(device)) => add_device(&config, device).await,
        }
    }
}

async fn run_server(config: Config) -> Result<(), Box<dyn Error>> {
    let public_url = config.public_url.clone();
    let mut running = serve::start(config, Clock::default()).await?;
    let address = public_url.unwrap_or_else(|| format!("http://{}", running.addr));
    if let Some(token) = running.engine.first_admin_link().await? {
        println!("There is no administrator yet. This link makes the first one; it works once, for 24 hours:");
        println!("  {address}{}?token={token}", app::paths::FIRST_ADMIN);
    }
    println!("Ortomat is open at {address}");
    tokio::select! {
        signal = asked_to_stop() => signal?,
        () = running.ended() => return Err("serving ended unexpectedly".into()),
    }
    running.stop().await;
    Ok(())
}

/// Ctrl-C, or the signal that service managers send.
async fn asked_to_stop() -> std::io::Result<()> {
    #[cfg(unix)]
    {
        let mut terminate = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate())?;
        tokio::select! {
            pressed = tokio::signal::ctrl_c() => pressed,
            _ = terminate.recv() => Ok(()),
        }
    }
    #[cfg(not(unix))]
    tokio::signal::ctrl_c().await
}

async fn connect(config: &Config) -> Result<Database, engine::Error> {
    let database = Database::connect(&config.database_url).await?;
    database.migrate().await?;
    Ok(database)
}

/// An engine for one command: nothing of the bank is touched.
async fn engine(config: &Config) -> Result<Engine, StartError> {
    let engine = Engine::new(Setup {
        database: connect(config).await?,
        bank: match config.bank.clone() {
            BankChoice::Real(bank) => bank,
            BankChoice::Sandbox { addr } => BankConfig {
                api_url: format!("http://{addr}"),
                token: SecretString::default(),
            },
        },
        payment_type: config.payment_type,
        public_url: config.public_url.clone().unwrap_or_default(),
        timings: config.timings,
        clock: Clock::default(),
        pictures: serve::picture_store(&config.pictures)?,
        backups: config.backups.clone(),
    })?;
    Ok(engine)
}

async fn add_staff(config: &Config, person: AddStaff) -> Result<(), Box<dyn Error>> {
    let email: EmailAddress = person
        .email
        .parse()
        .map_err(|_| format!("`{}` is no e-mail address", person.email))?;
    let (password, made) = match person.password_stdin {
        true => (SecretString::from(first_line()?), None),
        false => {
            let made = engine::staff::make_password();
            (SecretString::from(made.clone()), Some(made))
        }
    };
    let id = engine(config)
        .await?
        .add_staff(NewStaff {
            role: person.role,
            email: email.clone(),
            name: PersonName {
                last: person.last_name,
                first: person.first_name,
                middle: None,
            },
            password,
        })
        .await?;
    println!("{} {email} has been added, id {id}.", person.role);
    if let Some(made) = made {
        println!("Password (shown only now): {made}");
    }
    Ok(())
}

async fn link_staff(config: &Config, link: LinkStaff) -> Result<(), Box<dyn Error>> {
    let email: EmailAddress = link
        .email
        .parse()
        .map_err(|_| format!("`{}` is no e-mail address", link.email))?;
    let token = engine(config)
        .await?
        .make_link_at_the_terminal(&email, link.without_second_factor)
        .await?;
    let address = config
        .public_url
        .clone()
        .unwrap_or_else(|| format!("http://{}", config.site_addr));
    println!("This link sets a new password for {email}; it works once, for 24 hours:");
    println!("  {address}{}?token={token}", app::paths::RESET_PASSWORD);
    Ok(())
}

async fn add_device(config: &Config, device: AddDevice) -> Result<(), Box<dyn Error>> {
    let token = if device.token_stdin {
        DeviceToken::chosen(&first_line()?)?
    } else {
        DeviceToken::random()
    };
    engine(config)
        .await?
        .add_device(&device.ortomat, &device.device_id, &token)
        .await?;
    println!(
        "Device {} has been added to ortomat {}.",
        device.device_id, device.ortomat
    );
    if !device.token_stdin {
        println!("Token (shown only now): {}", token.expose());
    }
    Ok(())
}

/// A secret is read from standard input, never from an argument that everybody on the machine can see.
fn first_line() -> Result<String, Box<dyn Error>> {
    let mut line = String::new();
    std::io::stdin().lock().read_line(&mut line)?;
    let secret = line.trim_end_matches(['\r', '\n']);
    if secret.is_empty() {
        Err("standard input holds no secret".into())
    } else {
        Ok(secret.to_owned())
    }
}

/// Shows what the demo made. Its secrets can be read only here and now.
pub fn show_demo(demo: &Demo) {
    println!("Demo accounts (their passwords are shown only now):");
    for account in &demo.staff {
        println!(
            "  {:<8} {:<26} {}",
            account.role.as_str(),
            account.email,
            account.password
        );
    }
    println!("Demo devices (device_id and token, shown only now):");
    for device in &demo.devices {
        println!(
            "  {:<8} {:<26} {}",
            device.ortomat.as_str(),
            device.device.as_str(),
            device.token.expose()
        );
    }
    println!("A doctor's link to try: /catalog/ortomat-1?ref={}", demo.referral);
}
