//! A restore that is killed: whatever the moment, the database holds all of the old data or all of the new.

use engine::{Clock, Database, Engine, Setup, backup::Packing, bank::BankConfig, products::PictureStore};
use sea_orm::ConnectionTrait;
use serde_json::json;
use std::{
    path::{Path, PathBuf},
    process::Stdio,
    time::{Duration, Instant},
};
use tempfile::TempDir;
use tokio::process::{Child, Command};

/// The moments are the same in every run; how far a restore has come by then is not.
const SEED: u64 = 20_261_122;
/// Enough that storing them takes some time.
const ROWS: u32 = 2_500;

/// A number below `end`.
fn random(state: &mut u64, end: u32) -> u32 {
    *state = state.wrapping_add(0x9E37_79B9_7F4A_7C15);
    let mut mixed = *state;
    mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    u32::try_from((mixed ^ (mixed >> 31)) % u64::from(end)).unwrap()
}

async fn open(url: &str) -> Engine {
    let database = Database::connect(url).await.unwrap();
    database.migrate().await.unwrap();
    Engine::new(Setup {
        database,
        bank: BankConfig {
            api_url: "http://127.0.0.1:9".to_owned(),
            token: Default::default(),
        },
        payment_type: domain::payment::PaymentType::Debit,
        public_url: String::new(),
        timings: domain::order::Timings::default(),
        clock: Clock::default(),
        pictures: PictureStore::in_memory(),
        backups: engine::backup::BackupConfig::none(),
    })
    .unwrap()
}

/// All that the database holds, but for the moment at which it is asked.
async fn contents(url: &str) -> String {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("backup.json");
    let engine = open(url).await;
    engine.backup_to_file(&path, Packing::Plain).await.unwrap();
    engine.close().await.unwrap();
    let document = std::fs::read_to_string(path).unwrap();
    document.split_once(',').unwrap().1.to_owned()
}

/// Other data than the demo's, in a file of the earlier system.
fn other_data() -> String {
    let at = "2026-11-22T07:50:55.724Z";
    let logs: Vec<_> = (1..=ROWS)
        .map(|number| {
            json!({
                "id": format!("l{number:05}"), "type": "PAYMENT_SUCCESS", "category": "orders", "severity": "INFO",
                "message": format!("Подія №{number}"), "ortomatId": "ortomat-77", "createdAt": at
            })
        })
        .collect();
    let ortomats = json!([{ "id": "ortomat-77", "name": "Інший", "address": "Львів", "createdAt": at }]);
    // The tables in the order in which they are read, so that the file is read through once.
    format!(
        "{{\"timestamp\":\"{at}\",\"version\":\"1.0\",\"data\":{{\"ortomats\":{ortomats},\"logs\":{}}}}}",
        json!(logs)
    )
}

/// Where the data are, and how they become the old ones again.
enum Place {
    File { original: PathBuf, copy: PathBuf },
    Server { url: String },
}

impl Place {
    fn url(&self) -> String {
        match self {
            Self::File { copy, .. } => format!("sqlite://{}", copy.display()),
            Self::Server { url } => url.clone(),
        }
    }

    async fn bring_back(&self, old: &str, old_file: &Path) {
        match self {
            Self::File { original, copy } => {
                // What the killed process left beside its database belongs to that one.
                for left in ["-wal", "-shm", "-journal"] {
                    let left = PathBuf::from(format!("{}{left}", copy.display()));
                    if left.exists() {
                        std::fs::remove_file(left).unwrap();
                    }
                }
                std::fs::copy(original, copy).unwrap();
            }
            Self::Server { url } => {
                if contents(url).await != old {
                    let safety = TempDir::new().unwrap();
                    let engine = open(url).await;
                    engine.restore(None, old_file, safety.path()).await.unwrap();
                    engine.close().await.unwrap();
                    assert_eq!(contents(url).await, old);
                }
            }
        }
    }
}

/// A restore in a process of its own.
struct Restore {
    process: Child,
    safety: TempDir,
    since: Instant,
}

impl Restore {
    fn begin(place: &Place, file: &Path) -> Self {
        let safety = TempDir::new().unwrap();
        let since = Instant::now();
        let process = Command::new(env!("CARGO_BIN_EXE_ortomat"))
            .env_clear()
            .current_dir(safety.path())
            .env("DATABASE_URL", place.url())
            .arg("restore")
            .arg(file)
            .args(["--yes", "--safety"])
            .arg(safety.path().join("kept"))
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .kill_on_drop(true)
            .spawn()
            .unwrap();
        Self { process, safety, since }
    }

    /// Whether the data of before are safe, after which they are being replaced.
    fn has_kept(&self) -> bool {
        std::fs::read_dir(self.safety.path().join("kept")).is_ok_and(|mut files| {
            files.any(|file| file.is_ok_and(|file| file.path().extension().is_some_and(|end| end == "gz")))
        })
    }

    /// Waits until it replaces the data, or has done so already.
    async fn until_it_replaces(&mut self) {
        while !self.has_kept() && self.process.try_wait().unwrap().is_none() {
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
    }

    /// Whether it came to its end within this time; if not, it does not live longer.
    async fn ends_within(&mut self, patience: Duration) -> bool {
        // Not a wait: the moment at which this process dies.
        match tokio::time::timeout(patience, self.process.wait()).await {
            Ok(status) => {
                assert!(status.unwrap().success());
                true
            }
            Err(_elapsed) => {
                self.process.kill().await.unwrap();
                false
            }
        }
    }
}

/// How long a restore takes, as far as is known: the least that was seen, for other work may slow down some of them.
struct Lengths {
    whole: Duration,
    replacing: Duration,
}

impl Lengths {
    async fn of_a_whole(mut restore: Restore) -> Self {
        restore.until_it_replaces().await;
        let kept = restore.since.elapsed();
        assert!(restore.ends_within(Duration::MAX).await && restore.has_kept());
        let whole = restore.since.elapsed();
        Self {
            whole,
            replacing: whole - kept,
        }
    }
}

/// Kills so many restores, one moment later than the other, and says how many of them left the new data, and how many
/// died while they were replacing the old.
async fn kill(place: &Place, times: u32) -> (u32, u32) {
    let folder = TempDir::new().unwrap();
    let (old_file, file) = (folder.path().join("old.json"), folder.path().join("new.json"));
    std::fs::write(&file, other_data()).unwrap();
    let engine = open(&place.url()).await;
    engine.backup_to_file(&old_file, Packing::Plain).await.unwrap();
    engine.close().await.unwrap();
    let old = contents(&place.url()).await;
    let mut lengths = Lengths::of_a_whole(Restore::begin(place, &file)).await;
    let new = contents(&place.url()).await;
    assert_ne!(old, new);

    let mut state = SEED;
    let (mut ended, mut within) = (0, 0);
    for number in 0..times {
        place.bring_back(&old, &old_file).await;
        let part = (number * 1_000 + random(&mut state, 1_000)) / times;
        let mut restore = Restore::begin(place, &file);
        // Every other one while the data are being replaced, the rest at any moment; the last comes to its end.
        let (since, length, until) = if number % 2 == 0 {
            restore.until_it_replaces().await;
            (Instant::now(), &mut lengths.replacing, part)
        } else {
            (restore.since, &mut lengths.whole, part)
        };
        let moment = *length * until / 1_000;
        let patience = match number + 1 == times {
            true => Duration::MAX,
            false => moment.saturating_sub(since.elapsed()),
        };
        if restore.ends_within(patience).await {
            *length = since.elapsed().min(*length);
        }
        let found = contents(&place.url()).await;
        let is_new = found == new;
        assert!(
            is_new || found == old,
            "killed after {moment:?} of {length:?}, the database holds neither the old nor the new data"
        );
        ended += u32::from(is_new);
        within += u32::from(!is_new && restore.has_kept());
    }
    (ended, within)
}

fn assert_all_kinds_of_moments((ended, within): (u32, u32), times: u32) {
    assert!(
        ended > 0 && ended < times && within > 0,
        "of {times} restores {ended} came to their end and {within} died while they replaced the data"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn killed_at_a_hundred_moments_a_restore_leaves_the_old_or_the_new_data_in_a_file() {
    let folder = TempDir::new().unwrap();
    let (original, copy) = (folder.path().join("original.db"), folder.path().join("copy.db"));
    let engine = open(&format!("sqlite://{}", original.display())).await;
    engine.fill_demo().await.unwrap();
    engine.close().await.unwrap();
    // A database that was closed in order is one file.
    std::fs::copy(&original, &copy).unwrap();
    let outcome = kill(&Place::File { original, copy }, 100).await;
    assert_all_kinds_of_moments(outcome, 100);
}

#[expect(
    clippy::disallowed_methods,
    reason = "a test finds its server by the environment and names its own database"
)]
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn killed_at_twenty_moments_a_restore_leaves_the_old_or_the_new_data_on_a_server() {
    let server = std::env::var("TEST_POSTGRES_URL")
        .expect("TEST_POSTGRES_URL names no PostgreSQL server; `make test` and `tools/with-postgres` start one");
    let name = format!("test_{}", uuid::Uuid::new_v4().simple());
    let admin = sea_orm::Database::connect(&server).await.unwrap();
    admin
        .execute_unprepared(&format!("CREATE DATABASE {name}"))
        .await
        .unwrap();
    let (base, options) = server.split_once('?').unwrap_or((server.as_str(), ""));
    let (root, _database) = base.rsplit_once('/').unwrap();
    let url = format!("{root}/{name}?{options}");
    let engine = open(&url).await;
    engine.fill_demo().await.unwrap();
    engine.close().await.unwrap();
    let outcome = kill(&Place::Server { url }, 20).await;
    admin
        .execute_unprepared(&format!("DROP DATABASE {name} WITH (FORCE)"))
        .await
        .unwrap();
    admin.close().await.unwrap();
    assert_all_kinds_of_moments(outcome, 20);
}
