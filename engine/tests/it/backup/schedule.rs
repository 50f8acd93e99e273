//! The backup that the program makes by itself: when, how often, and what becomes of its files.

use super::{document::Document, *};
use domain::Day;
use engine::backup::{BackupConfig, Schedule, ScheduledBackup};
use std::{collections::BTreeSet, time::Duration};

const HOUR: Duration = Duration::from_secs(60 * 60);
const MINUTE: Duration = Duration::from_secs(60);
const AT_THREE: Schedule = Schedule { hour: 3, keep_days: 2 };

/// A process on the database of a test, with a clock that the test moves and a folder for backups.
pub(crate) async fn process(empty: &Empty, clock: &Clock, folder: &Path, schedule: Option<Schedule>) -> Engine {
    Engine::new(Setup {
        database: Database::connect(empty.database.url()).await.unwrap(),
        bank: BankConfig {
            api_url: "http://127.0.0.1:9".to_owned(),
            token: Default::default(),
        },
        payment_type: domain::payment::PaymentType::Debit,
        public_url: "http://127.0.0.1".to_owned(),
        timings: domain::order::Timings::default(),
        clock: clock.clone(),
        pictures: PictureStore::in_memory(),
        backups: BackupConfig {
            folder: folder.to_owned(),
            schedule,
        },
    })
    .unwrap()
}

/// A process that makes backups, and what it needs.
struct Keeper {
    engine: Engine,
    clock: Clock,
    folder: PathBuf,
}

impl Keeper {
    async fn of(empty: &Empty) -> Self {
        let (clock, folder) = (Clock::default(), empty.folder.path().join("backups"));
        // Where there is nothing, nothing is kept.
        empty.admin("keeper").await;
        Self {
            engine: process(empty, &clock, &folder, Some(AT_THREE)).await,
            clock,
            folder,
        }
    }

    /// Lets time pass until so long after the next midnight in Kyiv.
    fn pass_midnight(&self, and: Duration) {
        pass_midnight(&self.clock, and);
    }

    async fn look(&self) {
        self.engine.back_up_daily().await.unwrap();
    }

    async fn last(&self) -> Option<ScheduledBackup> {
        self.engine.last_scheduled_backup().await.unwrap()
    }
}

fn pass_midnight(clock: &Clock, and: Duration) {
    let now = clock.now();
    clock.advance(Day::of(now).end().after(and).since(now));
}

/// What lies in a folder.
fn names(folder: &Path) -> BTreeSet<String> {
    match std::fs::read_dir(folder) {
        Ok(entries) => entries
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect(),
        Err(_) => BTreeSet::new(),
    }
}

on_both_empty! {
    async fn it_is_made_after_its_hour_and_once_a_day(empty) {
        let keeper = Keeper::of(empty).await;
        keeper.pass_midnight(HOUR);
        keeper.look().await;
        assert_eq!((keeper.last().await, names(&keeper.folder).len()), (None, 0));
        keeper.clock.advance(HOUR * 2);
        keeper.look().await;
        let first = names(&keeper.folder);
        assert_eq!(first.len(), 1);
        keeper.clock.advance(HOUR * 2);
        keeper.look().await;
        assert_eq!(names(&keeper.folder), first);
        keeper.pass_midnight(HOUR * 12);
        keeper.look().await;
        assert_eq!(names(&keeper.folder).len(), 2);
    }

    async fn without_an_hour_none_is_made(empty) {
        let (clock, folder) = (Clock::default(), empty.folder.path().join("backups"));
        let engine = process(empty, &clock, &folder, None).await;
        pass_midnight(&clock, HOUR * 12);
        engine.back_up_daily().await.unwrap();
        assert_eq!(engine.last_scheduled_backup().await.unwrap(), None);
        assert!(names(&folder).is_empty());
    }

    async fn of_two_processes_one_makes_it(empty) {
        let clock = Clock::default();
        empty.admin("keeper").await;
        let folders = [empty.folder.path().join("one"), empty.folder.path().join("two")];
        let one = process(empty, &clock, &folders[0], Some(AT_THREE)).await;
        let two = process(empty, &clock, &folders[1], Some(AT_THREE)).await;
        pass_midnight(&clock, HOUR * 12);
        let (first, second) = tokio::join!(one.back_up_daily(), two.back_up_daily());
        first.unwrap();
        second.unwrap();
        assert_eq!(folders.iter().map(|folder| names(folder).len()).sum::<usize>(), 1);
        assert_eq!(one.last_scheduled_backup().await.unwrap().unwrap().failure, None);
    }

    async fn it_is_verified_and_can_be_restored(empty) {
        empty.restore(&empty.write(Document::ours().text().as_bytes())).await.unwrap();
        let keeper = Keeper::of(empty).await;
        keeper.pass_midnight(HOUR * 12);
        keeper.look().await;
        let last = keeper.last().await.unwrap();
        assert_eq!(last.failure, None);
        // Nothing is left of the trial but the file.
        assert_eq!(names(&keeper.folder).len(), 1);
        assert_eq!(last.file.parent(), Some(keeper.folder.as_path()));
        let elsewhere = Empty::on(sqlite().await).await;
        let restored = elsewhere.restore(&last.file).await.unwrap();
        assert!(last.rows > 0);
        assert_eq!(restored.check.rows(), last.rows);
        let (here, there) = (export(&empty.engine).await, export(&elsewhere.engine).await);
        assert_eq!(without_timestamp(&there), without_timestamp(&here));
        elsewhere.end().await;
    }

    async fn a_failure_is_told_and_tried_again_an_hour_later(empty) {
        let keeper = Keeper::of(empty).await;
        std::fs::write(&keeper.folder, "a file where the folder should be").unwrap();
        keeper.pass_midnight(HOUR * 12);
        assert!(keeper.engine.back_up_daily().await.is_err());
        let failed = keeper.last().await.unwrap();
        assert!(failed.failure.as_deref().is_some_and(|why| why.starts_with("file: ")), "{failed:?}");
        std::fs::remove_file(&keeper.folder).unwrap();
        keeper.clock.advance(MINUTE * 59);
        keeper.look().await;
        assert_eq!((keeper.last().await, names(&keeper.folder).len()), (Some(failed), 0));
        keeper.clock.advance(MINUTE * 2);
        keeper.look().await;
        let made = keeper.last().await.unwrap();
        assert_eq!((made.failure, names(&keeper.folder).len()), (None, 1));
    }

    async fn one_that_a_process_left_unfinished_is_made_an_hour_later(empty) {
        let keeper = Keeper::of(empty).await;
        keeper.pass_midnight(HOUR * 12);
        let now = keeper.clock.now();
        empty.execute(&format!(
            "INSERT INTO scheduled_backups (id, file, row_count, sha256, failure, started_at, ended_at) \
             VALUES ('{}', 'gone.json.gz', 0, '', 'не завершено', {1}, {1})",
            Day::of(now),
            now.millis()
        )).await;
        keeper.look().await;
        assert_eq!(names(&keeper.folder).len(), 0);
        keeper.clock.advance(MINUTE * 61);
        keeper.look().await;
        assert_eq!(names(&keeper.folder).len(), 1);
        assert_eq!(keeper.last().await.unwrap().failure, None);
    }

    async fn old_files_of_its_own_go_and_all_others_stay(empty) {
        let keeper = Keeper::of(empty).await;
        std::fs::create_dir_all(&keeper.folder).unwrap();
        let foreign = ["ortomat-backup-2020-01-01T03-00-00.json.gz", "before-restore-ortomat-backup.json.gz", "notes.txt"];
        for name in foreign {
            std::fs::write(keeper.folder.join(name), "somebody's").unwrap();
        }
        let mut made = Vec::new();
        // Each day later than the day before, so that whole days lie between them also when the clocks are changed.
        for hour in [12, 14, 16, 18] {
            keeper.pass_midnight(HOUR * hour);
            keeper.look().await;
            made.push(keeper.last().await.unwrap().file);
            let there: Vec<bool> = made.iter().map(|file| file.exists()).collect();
            let expected: &[bool] = match hour {
                12 => &[true],
                14 => &[true, true],
                16 => &[false, true, true],
                _ => &[false, false, true, true],
            };
            assert_eq!(there, expected, "at {hour}");
        }
        for name in foreign {
            assert!(keeper.folder.join(name).exists(), "{name}");
        }
    }
}
