//! From nothing to an answer of `/readyz`.

use crate::{
    Outcome,
    report::{Spread, heading, line, millis},
    server::Place,
};

const STARTS: usize = 9;

/// The very first start: the database is made and migrated.
pub(crate) async fn fresh(place: &Place) -> Outcome<()> {
    heading("Cold start, from spawn to 200 of /readyz");
    let (server, took) = place.start_server().await?;
    server.kill().await?;
    line(
        "first start, with an empty folder",
        &format!("{:.0} ms", millis(took)),
        "",
    );
    Ok(())
}

/// The process dies and comes again, with the write-ahead log that it left behind.
pub(crate) async fn again(place: &Place) -> Outcome<()> {
    let mut starts = Vec::new();
    for _ in 0..STARTS {
        let (server, took) = place.start_server().await?;
        server.kill().await?;
        starts.push(millis(took));
    }
    let what = format!("after a kill -9, 5,000 ortomats ({STARTS} starts)");
    line(&what, &format!("{:.0} ms", Spread::of(starts)), "≤ 200 ms");
    Ok(())
}
