//! `ortomat backup` and `ortomat restore`, at the terminal of whoever looks after the server.

use super::{Config, engine};
use app::texts::staff::backup as words;
use clap::Args;
use engine::backup::{Check, Packing, RestoreError, Totals};
use std::{error::Error, io::BufRead as _, path::PathBuf};

/// What has to be typed before everything is replaced.
const CONFIRMATION: &str = "restore";

#[derive(Debug, Args)]
pub(super) struct Backup {
    /// Where to write it; a name that ends with .gz is packed, one that ends with .tar is an archive
    file: PathBuf,
    /// Pack the uploaded pictures of the products together with the data
    #[arg(long)]
    archive: bool,
}

#[derive(Debug, Args)]
pub(super) struct Restore {
    /// A backup, packed or not, of this program or of the earlier system, or an archive with pictures
    file: PathBuf,
    /// Say what would happen, and do nothing
    #[arg(long)]
    dry_run: bool,
    /// Do not ask
    #[arg(long)]
    yes: bool,
    /// Where a backup of the present data is kept first [default: the folder of the backups]
    #[arg(long)]
    safety: Option<PathBuf>,
}

pub(super) async fn backup(config: &Config, backup: Backup) -> Result<(), Box<dyn Error>> {
    let engine = engine(config).await?;
    let ends_with = |end: &str| backup.file.extension().is_some_and(|extension| extension == end);
    if backup.archive || ends_with("tar") {
        let archived = engine.archive_to_file(&backup.file).await?;
        show_rows(&archived.totals);
        println!("  {:<24} {:>10}", "Зображення", archived.pictures);
        if archived.missing > 0 {
            println!(
                "  Зображень, яких у сховищі немає або які там пошкоджено: {}. Їх пропущено.",
                archived.missing
            );
        }
        println!("{} · SHA-256 даних {}", backup.file.display(), archived.totals.sha256);
        return Ok(());
    }
    let packing = match ends_with("gz") {
        true => Packing::Gzip,
        false => Packing::Plain,
    };
    let totals = engine.backup_to_file(&backup.file, packing).await?;
    show_rows(&totals);
    println!("{} · SHA-256 {}", backup.file.display(), totals.sha256);
    Ok(())
}

fn show_rows(totals: &Totals) {
    for (table, rows) in &totals.counts {
        println!("  {:<24} {rows:>10}", words::table(table));
    }
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
        // What is empty and stays so tells nobody anything.
        if now + check.found + check.kept == 0 {
            continue;
        }
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
    let safety = restore.safety.as_ref().unwrap_or(&config.backups.folder);
    let restored = engine.restore(None, &restore.file, safety).await.map_err(told)?;
    println!("Дані відновлено.");
    if let Some(safety) = restored.safety_backup {
        println!("Те, що було: {}", safety.display());
    }
    if restored.pictures > 0 {
        println!("Зображень відновлено: {}", restored.pictures);
    }
    if !restored.unsettled.is_empty() {
        println!("Замовлення, що не були завершені до відновлення (перевірте гроші в кабінеті банку):");
        for order in &restored.unsettled {
            let invoice = order.invoice.as_deref().unwrap_or("-");
            println!("  {} {} рахунок {}", plain(&order.number), order.total, plain(invoice));
        }
    }
    println!("Комірок, які треба перевірити: {}", restored.blocked_cells);
    println!("Пристроїв, яким потрібен новий секрет: {}", restored.without_secret);
    if !restored.newcomers.is_empty() {
        println!("Люди без пароля; посилання для входу дає «ortomat staff link --email …»:");
        for person in &restored.newcomers {
            println!("  {} {} {}", person.role, plain(&person.email), plain(&person.name));
        }
    }
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
            plain(&note.id),
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

/// What a file says, without what would move the cursor of a terminal.
fn plain(text: &str) -> String {
    text.replace(char::is_control, "\u{fffd}")
}

fn is_confirmed() -> Result<bool, std::io::Error> {
    println!("Усі теперішні дані буде замінено. Щоб продовжити, введіть «{CONFIRMATION}»:");
    let mut line = String::new();
    std::io::stdin().lock().read_line(&mut line)?;
    Ok(line.trim() == CONFIRMATION)
}

fn told(error: RestoreError) -> Box<dyn Error> {
    match error {
        RestoreError::File(problem) => plain(&words::problem(&problem)).into(),
        RestoreError::Failed(failure) => failure.into(),
    }
}
