//! The time of every page, from the first byte of the request to the last one of the answer, compressed as browsers want
//! it: one at a time, and some of them four at a time for comparison.

use crate::{
    Outcome,
    http::{self, Client, always},
    pages::{Page, request},
    people::{Cookies, People},
    place::Place,
    process::Process,
    report::{Latencies, heading, millis},
    statements::Asked,
};
use std::{
    collections::HashMap,
    time::{Duration, Instant},
};

const WARM_UP: usize = 5;
const REQUESTS: usize = 100;
/// How many ask at once for the comparison, and for how long.
const AT_ONCE: usize = 4;
const AT_ONCE_FOR: Duration = Duration::from_secs(2);
/// As browsers say it.
const COMPRESSED: &str = "Accept-Encoding: gzip, deflate, br, zstd\r\n";

pub(crate) async fn all(
    place: &Place,
    people: &People,
    pages: &[Page],
    counted: &HashMap<&'static str, Asked>,
) -> Outcome<()> {
    let server = place.start_server("warn").await?;
    let cookies = people.sign_in(server.addr).await?;
    println!(
        "  {:<50} {:>5} {:>6} {:>7} {:>7} {:>6} {:>13} {:>8}  goal",
        "one at a time", "rows", "kB", "p50 ms", "p95 ms", "cpu ms", "statements", "of which"
    );
    let (mut met, mut missed, mut wrong) = (0_usize, Vec::new(), Vec::new());
    for page in pages {
        match measure(&server, page, &cookies).await? {
            Ok(measured) => {
                let asked = counted.get(page.name).cloned().unwrap_or_default();
                let is_met = measured.times.percentile(95) <= page.goal;
                measured.show(page, &asked, is_met);
                if is_met {
                    met += 1;
                } else {
                    missed.push((page.name, asked));
                }
            }
            Err(complaint) => {
                println!("  {:<50} {complaint}", page.name);
                wrong.push(page.name);
            }
        }
    }
    println!(
        "  {met} met their goal, {} missed it, {} gave a wrong answer",
        missed.len(),
        wrong.len()
    );
    for (name, asked) in missed {
        println!(
            "  {name}: the slowest statement took {:.1} ms: {}",
            asked.slowest, asked.slowest_sql
        );
    }
    together(&server, pages, &cookies).await?;
    server.kill().await?;
    if wrong.is_empty() {
        Ok(())
    } else {
        Err(format!("wrong answers: {}", wrong.join(", ")).into())
    }
}

struct Measured {
    rows: usize,
    bytes: usize,
    times: Latencies,
    /// Milliseconds of the server's processor time for one request.
    cpu: f64,
}

/// An answer that is not what was asked for is a complaint: how fast it comes is of no interest.
async fn measure(server: &Process, page: &Page, cookies: &Cookies) -> Outcome<Result<Measured, String>> {
    let mut client = Client::connect(server.addr).await?;
    let status = client.exchange(&request(page, cookies)).await?;
    let text = String::from_utf8_lossy(client.body()).into_owned();
    let (rows, bytes) = (page.rows.count(&text), text.len());
    if status != 200 {
        return Ok(Err(format!("answered {status}")));
    }
    if rows < page.least {
        return Ok(Err(format!("{rows} rows instead of at least {}", page.least)));
    }
    let request = Client::get_with(&page.path, &format!("{}{COMPRESSED}", page.cookie(cookies)));
    for _ in 0..WARM_UP {
        client.exchange(&request).await?;
    }
    let (cpu, started) = (server.cpu()?, Instant::now());
    let mut times = Vec::with_capacity(REQUESTS);
    for _ in 0..REQUESTS {
        let asked = Instant::now();
        let status = client.exchange(&request).await?;
        times.push(asked.elapsed());
        if status != 200 {
            return Ok(Err(format!("answered {status} in between")));
        }
    }
    let all = started.elapsed();
    Ok(Ok(Measured {
        rows,
        bytes,
        cpu: (server.cpu()? - cpu) * 1000.0 / crate::report::count(REQUESTS),
        times: Latencies::new(times, all),
    }))
}

impl Measured {
    fn show(&self, page: &Page, asked: &Asked, is_met: bool) {
        println!(
            "  {:<50} {:>5} {:>6.0} {:>7.1} {:>7.1} {:>6.1} {:>13} {:>5.1} ms  {} {:.0} ms",
            page.name,
            self.rows,
            crate::report::count(self.bytes) / 1000.0,
            self.times.percentile(50),
            self.times.percentile(95),
            self.cpu,
            asked.show(),
            asked.took,
            if is_met { "met" } else { "MISSED" },
            page.goal,
        );
    }
}

async fn together(server: &Process, pages: &[Page], cookies: &Cookies) -> Outcome<()> {
    heading(&format!("  {AT_ONCE} at a time, each as soon as it is answered"));
    for page in pages.iter().filter(|page| page.is_asked_together) {
        let request = Client::get_with(&page.path, &format!("{}{COMPRESSED}", page.cookie(cookies)));
        match http::load(server.addr, AT_ONCE, AT_ONCE_FOR, 200, &always(request)).await {
            Ok(times) => println!(
                "  {:<50} {:>6.0} a second, p50 {:.1} ms, p95 {:.1} ms",
                page.name,
                times.per_second(),
                times.percentile(50),
                times.percentile(95)
            ),
            Err(error) => println!("  {:<50} {error}", page.name),
        }
    }
    println!("  (a client of the same machine; {:.0} ms each)", millis(AT_ONCE_FOR));
    Ok(())
}
