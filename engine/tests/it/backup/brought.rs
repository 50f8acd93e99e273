//! Files that people bring and take: watched from the first byte to the last, few at a time, and gone when nobody needs
//! them.

use super::{
    document::{Document, TABLES},
    schedule::process,
    *,
};
use engine::{
    Error, Refusal,
    backup::{Arrived, BackupWork, Preview, Report, Stage, Work},
    entity::{activity_log, user},
    staff::StaffSession,
};
use futures_util::TryStreamExt;
use sea_orm::{EntityTrait, QueryFilter, TransactionTrait};
use std::{net::Ipv4Addr, sync::Arc, time::Duration};

/// As many within an hour.
const MOST: usize = 20;
const HOUR: Duration = Duration::from_secs(60 * 60);
const PATIENCE: Duration = Duration::from_secs(30);

/// An administrator at a process with a folder of its own.
struct Desk {
    engine: Engine,
    clock: Clock,
    folder: PathBuf,
    boss: Actor,
}

impl Desk {
    async fn of(empty: &Empty) -> Self {
        let (clock, folder) = (Clock::default(), empty.folder.path().join("backups"));
        Self {
            engine: process(empty, &clock, &folder, None).await,
            clock,
            folder,
            boss: empty.admin("boss").await,
        }
    }

    async fn bring(&self, content: &str) -> Arrived {
        let mut incoming = self.engine.take_backup_file(&self.boss).await.unwrap();
        for part in content.as_bytes().chunks(1_000) {
            incoming.write(part).await.unwrap();
        }
        incoming.finish().await.unwrap()
    }

    async fn show(&self, content: &str) {
        let file = self.bring(content).await;
        self.engine.show_backup_file(&self.boss, "наш.json", file).unwrap();
    }

    /// Waits until `look` sees something in what the process tells.
    async fn until<T>(&self, what: &str, look: impl Fn(&Work) -> Option<T>) -> T {
        let mut work = self.engine.backup_work();
        let waited = async {
            loop {
                let seen = look(&work.borrow_and_update());
                if let Some(seen) = seen {
                    return seen;
                }
                work.changed().await.unwrap();
            }
        };
        tokio::time::timeout(PATIENCE, waited)
            .await
            .unwrap_or_else(|_| panic!("never happened: {what}"))
    }

    /// The name and the preview of a file that can be restored.
    async fn ready(&self) -> (String, Arc<Preview>) {
        self.until("ready", |work| {
            let upload = work.upload.as_ref()?;
            if let Stage::Ready(preview) = &upload.stage {
                Some((upload.id.clone(), Arc::clone(preview)))
            } else {
                None
            }
        })
        .await
    }

    async fn restored(&self) -> Arc<Report> {
        self.until("restored", |work| {
            if let Stage::Restored(report) = &work.upload.as_ref()?.stage {
                Some(Arc::clone(report))
            } else {
                None
            }
        })
        .await
    }

    /// The name of a file that cannot be restored, and why.
    async fn refused(&self) -> (String, Problem) {
        self.until("refused", |work| {
            let upload = work.upload.as_ref()?;
            if let Stage::Refused(problem) = &upload.stage {
                Some((upload.id.clone(), Problem::clone(problem)))
            } else {
                None
            }
        })
        .await
    }

    /// Takes a whole backup.
    async fn take(&self) -> String {
        let mut parts = Box::pin(self.engine.backup(&self.boss, Packing::Plain).await.unwrap());
        let mut document = Vec::new();
        while let Some(bytes) = parts.try_next().await.unwrap() {
            document.extend_from_slice(&bytes);
        }
        String::from_utf8(document).unwrap()
    }

    fn restore(&self, id: &str) -> Result<(), Error> {
        self.engine.restore_backup_file(&self.boss, "mine".to_owned(), id)
    }

    /// How many brought files there are.
    fn kept(&self) -> usize {
        std::fs::read_dir(self.folder.join("uploads")).map_or(0, Iterator::count)
    }

    async fn until_nothing_is_kept(&self) {
        let waited = async {
            while self.kept() > 0 {
                tokio::time::sleep(Duration::from_millis(10)).await;
            }
        };
        tokio::time::timeout(PATIENCE, waited)
            .await
            .expect("a brought file is left");
    }
}

/// What a refusal says; what is not refused says nothing.
fn refusal<T>(outcome: Result<T, Error>) -> Option<Refusal> {
    match outcome {
        Err(Error::Refused(refusal)) => Some(refusal),
        Ok(_) | Err(_) => None,
    }
}

fn is_throttled<T>(outcome: Result<T, Error>) -> bool {
    matches!(refusal(outcome), Some(Refusal::TooManyAttempts { seconds: 1.. }))
}

async fn downloads_in_the_log(empty: &Empty) -> Vec<activity_log::Model> {
    activity_log::Entity::find()
        .filter(activity_log::COLUMN.kind.eq("DATA_EXPORTED"))
        .all(&empty.db)
        .await
        .unwrap()
}

on_both_empty! {
    async fn a_file_is_looked_at_first_and_restored_when_somebody_says_so(empty) {
        let desk = Desk::of(empty).await;
        let owner = StaffSession {
            user: desk.boss.id.clone(),
            role: Role::Admin,
            credentials: 0,
            remember: false,
            agent: "Firefox".to_owned(),
            address: "192.0.2.1".to_owned(),
        };
        desk.engine.create_session("mine", vec![0], Some(&owner)).await.unwrap();
        let before = desk.engine.backup_work().borrow().revision;
        let document = Document::ours();
        desk.show(&document.text()).await;
        let (id, preview) = desk.ready().await;
        let rows: usize = TABLES.iter().map(|(table, _)| document.rows(table).len()).sum();
        assert_eq!(preview.check.rows(), u64::try_from(rows).unwrap());
        assert_eq!(preview.now["users"], 1);
        assert_eq!(user::Entity::find_by_id("dr").one(&empty.db).await.unwrap(), None);

        desk.restore(&id).unwrap();
        let report = desk.restored().await;
        assert_eq!(report.restored.check, preview.check);
        assert!(user::Entity::find_by_id("dr").one(&empty.db).await.unwrap().is_some());
        assert!(report.restored.safety_backup.as_ref().unwrap().starts_with(&desk.folder));
        assert!(report.restored.safety_backup.as_ref().unwrap().exists());
        assert!(desk.engine.is_session_open("mine").await.unwrap());
        assert!(desk.engine.backup_work().borrow().revision > before);
        let logged = activity_log::Entity::find().filter(activity_log::COLUMN.kind.eq("DATA_RESTORED")).all(&empty.db).await.unwrap();
        assert_eq!(logged.len(), 1);
        assert_eq!(logged[0].user_id.as_deref(), Some("boss"));
        // Whoever can sign in and has no password gets a link that sets one.
        assert_eq!(report.links.len(), 1);
        let token = report.links[0].token.as_deref().unwrap();
        let owner = desk.engine.password_link(token, Ipv4Addr::LOCALHOST.into()).await.unwrap();
        assert_eq!((owner.id.as_str(), owner.email.as_str()), ("dr", "olena@example.com"));
        assert_eq!(owner.id, report.links[0].person.id);
        // Selling goes on, and the same file is not restored once more by a second click.
        assert_eq!(desk.engine.refuse_while_paused(), Ok(()));
        assert_eq!(refusal(desk.restore(&id)), Some(Refusal::NoSuchFile));
    }

    async fn a_file_that_cannot_be_restored_says_why_and_changes_nothing(empty) {
        let desk = Desk::of(empty).await;
        let before = export(&empty.engine).await;
        let document = Document::ours().text();
        desk.show(&document.replace("Хрещатик", "Хрещата")).await;
        let (id, problem) = desk.refused().await;
        assert_eq!(problem, Problem::WrongChecksum);
        assert_eq!(refusal(desk.restore(&id)), Some(Refusal::NoSuchFile));
        assert_eq!(without_timestamp(&export(&empty.engine).await), without_timestamp(&before));
        // The next one takes its place.
        desk.show(&document).await;
        let (next, _) = desk.ready().await;
        assert_eq!(desk.kept(), 1);
        for other in [id.as_str(), "", "no-such-file"] {
            assert_eq!(refusal(desk.restore(other)), Some(Refusal::NoSuchFile), "{other}");
        }
        desk.restore(&next).unwrap();
        desk.restored().await;
    }

    async fn a_forgotten_file_is_deleted(empty) {
        let desk = Desk::of(empty).await;
        desk.show(&Document::ours().text()).await;
        let (id, _) = desk.ready().await;
        assert_eq!(desk.kept(), 1);
        desk.engine.forget_backup_file(&desk.boss).unwrap();
        assert_eq!(desk.kept(), 0);
        assert!(desk.engine.backup_work().borrow().upload.is_none());
        assert_eq!(refusal(desk.restore(&id)), Some(Refusal::NoSuchFile));
    }

    async fn a_file_that_nobody_shows_or_that_never_comes_to_its_end_is_deleted(empty) {
        let desk = Desk::of(empty).await;
        let arrived = desk.bring("{}").await;
        let path = arrived.path().to_owned();
        assert_eq!(std::fs::read_to_string(&path).unwrap(), "{}");
        drop(arrived);
        assert!(!path.exists());
        let mut incoming = desk.engine.take_backup_file(&desk.boss).await.unwrap();
        incoming.write(b"{").await.unwrap();
        assert_eq!(desk.kept(), 1);
        drop(incoming);
        assert_eq!(desk.kept(), 0);
    }

    async fn while_a_file_is_restored_no_other_takes_its_place(empty) {
        let desk = Desk::of(empty).await;
        desk.show(&Document::ours().text()).await;
        let (id, _) = desk.ready().await;
        // A restore waits for whoever writes.
        let writer = empty.db.begin().await.unwrap();
        writer.execute_unprepared("UPDATE users SET version = version").await.unwrap();
        desk.restore(&id).unwrap();
        assert_eq!(refusal(desk.restore(&id)), Some(Refusal::NoSuchFile));
        assert_eq!(refusal(desk.engine.forget_backup_file(&desk.boss)), Some(Refusal::BackupBusy));
        let other = desk.bring("{}").await;
        let shown = desk.engine.show_backup_file(&desk.boss, "інший.json", other);
        assert_eq!(refusal(shown), Some(Refusal::BackupBusy));
        assert_eq!(desk.kept(), 1);
        writer.rollback().await.unwrap();
        desk.restored().await;
        desk.engine.forget_backup_file(&desk.boss).unwrap();
        // Whoever restored it may have it in hand for a moment more.
        desk.until_nothing_is_kept().await;
    }

    async fn only_administrators_bring_and_take(empty) {
        let desk = Desk::of(empty).await;
        desk.show(&Document::ours().text()).await;
        let (id, _) = desk.ready().await;
        let arrived = desk.bring("{}").await;
        for role in [Role::Courier, Role::Doctor] {
            let somebody = Actor { role, ..desk.boss.clone() };
            let outcomes = [
                refusal(desk.engine.take_backup_file(&somebody).await),
                refusal(desk.engine.restore_backup_file(&somebody, String::new(), &id)),
                refusal(desk.engine.forget_backup_file(&somebody)),
                refusal(desk.engine.backup(&somebody, Packing::Plain).await),
                refusal(desk.engine.past_restores(&somebody).await),
            ];
            assert_eq!(outcomes, [Some(Refusal::Forbidden); 5], "{role}");
        }
        let courier = Actor { role: Role::Courier, ..desk.boss.clone() };
        let shown = desk.engine.show_backup_file(&courier, "чужий.json", arrived);
        assert_eq!(refusal(shown), Some(Refusal::Forbidden));
        assert!(downloads_in_the_log(empty).await.is_empty());
    }

    async fn so_many_files_are_brought_within_an_hour(empty) {
        let desk = Desk::of(empty).await;
        for _ in 0..MOST {
            desk.bring("{}").await;
        }
        assert!(is_throttled(desk.engine.take_backup_file(&desk.boss).await));
        desk.clock.advance(HOUR);
        desk.bring("{}").await;
    }

    async fn so_many_backups_are_taken_within_an_hour(empty) {
        let desk = Desk::of(empty).await;
        for _ in 0..MOST {
            desk.take().await;
        }
        assert!(is_throttled(desk.engine.backup(&desk.boss, Packing::Plain).await));
        assert_eq!(downloads_in_the_log(empty).await.len(), MOST);
        desk.clock.advance(HOUR);
        desk.take().await;
    }

    async fn one_backup_is_taken_at_a_time(empty) {
        let desk = Desk::of(empty).await;
        let first = desk.engine.backup(&desk.boss, Packing::Plain).await.unwrap();
        assert_eq!(refusal(desk.engine.backup(&desk.boss, Packing::Gzip).await), Some(Refusal::BackupBusy));
        drop(first);
        desk.take().await;
    }

    async fn a_backup_that_was_taken_to_its_end_tells_what_it_holds(empty) {
        let desk = Desk::of(empty).await;
        let document: serde_json::Value = serde_json::from_str(&desk.take().await).unwrap();
        let said: u64 = document["counts"].as_object().unwrap().values().filter_map(serde_json::Value::as_u64).sum();
        let told = desk.engine.backup_work().borrow().backup.clone();
        let Some(BackupWork::Written { rows, sha256, .. }) = &told else {
            panic!("{told:?}");
        };
        assert!(*rows > 0);
        assert_eq!((*rows, sha256.as_str()), (said, document["sha256"].as_str().unwrap()));
    }

    async fn a_backup_that_is_broken_off_tells_so(empty) {
        let desk = Desk::of(empty).await;
        let mut parts = Box::pin(desk.engine.backup(&desk.boss, Packing::Plain).await.unwrap());
        assert!(parts.try_next().await.unwrap().is_some());
        drop(parts);
        desk.until("broken off", |work| {
            matches!(work.backup, Some(BackupWork::Broken { .. })).then_some(())
        }).await;
        desk.take().await;
    }

    async fn whoever_takes_a_backup_is_in_the_log_before_its_first_byte(empty) {
        let desk = Desk::of(empty).await;
        let parts = desk.engine.backup(&desk.boss, Packing::Plain).await.unwrap();
        let logged = downloads_in_the_log(empty).await;
        assert_eq!(logged.len(), 1);
        assert_eq!(logged[0].user_id.as_deref(), Some("boss"));
        drop(parts);
    }
}
