//! How many statements a page asks the database, as the server itself tells when it is asked to: one line for each.
//! `BEGIN` and `COMMIT` are not counted.

use crate::{
    Outcome,
    http::Client,
    pages::{Page, request},
    people::People,
    place::Place,
};
use serde::Deserialize;
use std::{
    collections::HashMap,
    fs::File,
    io::{Read, Seek, SeekFrom},
};

/// Jobs of the server ask the database too, once a second: the fewest of several times are the page's own.
const TIMES: usize = 7;

/// What one page asked.
#[derive(Clone, Debug, Default)]
pub(crate) struct Asked {
    pub(crate) statements: usize,
    /// How often the same statement came, at most: more than once or twice smells of one for each row.
    pub(crate) alike: usize,
    /// Milliseconds until the database had answered all of them, one after another.
    pub(crate) took: f64,
    /// Of the slowest one.
    pub(crate) slowest: f64,
    pub(crate) slowest_sql: String,
}

#[derive(Deserialize)]
struct Line {
    #[serde(default)]
    target: String,
    #[serde(default)]
    sql: String,
    #[serde(default)]
    duration_us: u32,
}

/// Asks for every page with a server that tells of its statements; pages that are not there are left out.
pub(crate) async fn count(place: &Place, people: &People, pages: &[Page]) -> Outcome<HashMap<&'static str, Asked>> {
    let server = place.start_server("warn,engine::statements=debug").await?;
    let cookies = people.sign_in(server.addr).await?;
    let mut client = Client::connect(server.addr).await?;
    let mut log = Log(File::open(place.log())?);
    let mut counted = HashMap::new();
    for page in pages {
        let request = request(page, &cookies);
        let mut fewest: Option<Asked> = None;
        for _ in 0..TIMES {
            log.skip()?;
            if client.exchange(&request).await? != 200 {
                break;
            }
            let asked = log.read()?;
            if fewest
                .as_ref()
                .is_none_or(|fewest| (asked.statements, asked.took) < (fewest.statements, fewest.took))
            {
                fewest = Some(asked);
            }
        }
        if let Some(fewest) = fewest {
            counted.insert(page.name, fewest);
        }
    }
    server.kill().await?;
    Ok(counted)
}

struct Log(File);

impl Log {
    fn skip(&mut self) -> Outcome<()> {
        self.0.seek(SeekFrom::End(0))?;
        Ok(())
    }

    /// What was told since the last time.
    fn read(&mut self) -> Outcome<Asked> {
        let mut text = String::new();
        self.0.read_to_string(&mut text)?;
        let mut asked = Asked::default();
        let mut alike: HashMap<String, usize> = HashMap::new();
        for line in text.lines() {
            let line: Line = serde_json::from_str(line)?;
            if line.target != "engine::statements" {
                continue;
            }
            let took = f64::from(line.duration_us) / 1000.0;
            asked.statements += 1;
            asked.took += took;
            if took > asked.slowest {
                asked.slowest = took;
                asked.slowest_sql.clone_from(&line.sql);
            }
            *alike.entry(line.sql).or_default() += 1;
        }
        asked.alike = alike.into_values().max().unwrap_or(0);
        Ok(asked)
    }
}

impl Asked {
    pub(crate) fn show(&self) -> String {
        if self.alike > 1 {
            format!("{} ({} alike)", self.statements, self.alike)
        } else {
            self.statements.to_string()
        }
    }
}
