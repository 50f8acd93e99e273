//! `ortomat backup` and `ortomat restore`, at the terminal of whoever looks after the server.

use super::{Config, engine};
use app::texts::staff::backup as words;
use clap::Args;
use engine::backup::{Check, Packing, RestoreError};
use std::{error::Error, io::BufRead as _, path::PathBuf};

/// What has to be typed before everything is replaced.
const CONFIRMATION: &str = "restore";

#[derive(Debug, Args)]
pub(super) struct Backup {
    /// Where to write it; a name that ends with .gz is packed
    file: PathBuf,
}

#[derive(Debug, Args)]
pub(super) struct Restore {
    /// A backup, packed or not, of this program or of the earlier system
    file: PathBuf,
    /// Say what would happen, and do nothing
    #[arg(long)]
    dry_run: bool,
    /// Do not ask
    #[arg(long)]
    yes: bool,
    /// Where a backup of the present data is kept first
    #[arg(long, default_value = "data/backups")]
    safety: PathBuf,
}

pub(super) async fn backup(config: &Config, backup: Backup) -> Result<(), Box<dyn Error>> {
    let packing = match backup.file.extension() {
        Some(extension) if extension == "gz" => Packing::Gzip,
        _ => Packing::Plain,
    };
    let totals = engine(config).await?.backup_to_file(&backup.file, packing).await?;
    for (table, rows) in &totals.counts {
        println!("  {:<24} {rows:>10}", words::table(table));
    }
    println!("{} · SHA-256 {}", backup.file.display(), totals.sha256);
    Ok(())
}

pub(super) async fn restore(config: &Config, restore: Restore) -> Result<(), Box<dyn Error>> {
    let engine = engine(config).await?;
    let preview = engine.preview_restore(&restore.file).await.map_err(told)?;
    println!("{}, {}:", restore.file.display(), preview.check.timestamp);
    println!(
        "  {:<24} {:>10} {:>10} {:>10} {:>10}",
        "", "зараз", "буде", "змінено", "пропущено"
    );
    for (table, check) in &preview.check.tables {
        let now = preview.now.get(table).copied().unwrap_or(0);
        println!(
            "  {:<24} {now:>10} {:>10} {:>10} {:>10}",
            words::table(table),
            check.kept,
            check.changed,
            check.left_out
        );
    }
    show_changes(&preview.check);
    if restore.dry_run {
        println!("Нічого не змінено: це лише перевірка.");
        return Ok(());
    }
    if !restore.yes && !is_confirmed()? {
        println!("Нічого не змінено.");
        return Ok(());
    }
    let restored = engine
        .restore(None, &restore.file, &restore.safety)
        .await
        .map_err(told)?;
    println!("Дані відновлено.");
    if let Some(safety) = restored.safety_backup {
        println!("Те, що було: {}", safety.display());
    }
    println!(
        "Людей, яким потрібне нове посилання для входу: {}",
        restored.without_password
    );
    println!("Пристроїв, яким потрібен новий секрет: {}", restored.without_secret);
    Ok(())
}

fn show_changes(check: &Check) {
    for ((table, change), count) in &check.changes {
        println!("  {} × {count}: {}", words::table(table), words::change(*change));
    }
    for note in check.notes.iter().filter(|note| note.row > 0) {
        println!(
            "    {} {} ({}) {}: {}",
            words::table(note.table),
            note.row,
            note.id,
            note.field,
            words::change(note.change)
        );
    }
    if check.open_orders > 0 {
        println!(
            "  Незавершених замовлень: {}. Комірки за ними не відкриються, гроші самі не повернуться; що не завершить \
             банк, вирішує адміністратор.",
            check.open_orders
        );
    }
}

fn is_confirmed() -> Result<bool, std::io::Error> {
    println!("Усі теперішні дані буде замінено. Щоб продовжити, введіть «{CONFIRMATION}»:");
    let mut line = String::new();
    std::io::stdin().lock().read_line(&mut line)?;
    Ok(line.trim() == CONFIRMATION)
}

fn told(error: RestoreError) -> Box<dyn Error> {
    match error {
        RestoreError::File(problem) => words::problem(&problem).into(),
        RestoreError::Failed(failure) => failure.into(),
    }
}
