//! The real program in a process of its own, which can be killed like any other.

use std::{process::Stdio, time::Duration};
use tokio::{
    io::{AsyncBufReadExt, AsyncWriteExt, BufReader},
    process::{Child as Process, Command},
};

pub(crate) struct Child {
    process: Process,
    pub(crate) addr: String,
}

fn command(folder: &std::path::Path, variables: &[(String, String)]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_ortomat"));
    // Nothing of the developer's environment, and no `.env` of the repository.
    command
        .env_clear()
        .current_dir(folder)
        .envs(variables.iter().cloned())
        .kill_on_drop(true);
    command
}

impl Child {
    /// Starts `ortomat serve` and waits until it says where it is open.
    pub(crate) async fn serve(folder: &std::path::Path, variables: &[(String, String)]) -> Self {
        let mut process = command(folder, variables)
            .arg("serve")
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::inherit())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(process.stdout.take().unwrap()).lines();
        let opened = async {
            while let Some(line) = lines.next_line().await.unwrap() {
                if let Some(url) = line.strip_prefix("Ortomat is open at http://") {
                    return url.to_owned();
                }
            }
            panic!("the server ended before it was open");
        };
        let addr = tokio::time::timeout(Duration::from_secs(30), opened)
            .await
            .expect("the server did not open");
        Self { process, addr }
    }

    /// SIGKILL: no farewell of any kind.
    pub(crate) async fn kill(mut self) {
        self.process.kill().await.unwrap();
    }

    /// SIGTERM, as service managers do; whether it ended in order.
    pub(crate) async fn terminate(mut self) -> bool {
        let pid = self.process.id().unwrap().to_string();
        assert!(
            Command::new("kill")
                .args(["-TERM", &pid])
                .status()
                .await
                .unwrap()
                .success()
        );
        self.process.wait().await.unwrap().success()
    }
}

/// Runs `ortomat` with arguments and standard input; what it printed, and whether it succeeded.
pub(crate) async fn ortomat(
    folder: &std::path::Path,
    variables: &[(String, String)],
    arguments: &[&str],
    input: &str,
) -> (bool, String, String) {
    let mut process = command(folder, variables)
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut stdin = process.stdin.take().unwrap();
    // A program that reads nothing may have closed it already.
    let _closed = stdin.write_all(input.as_bytes()).await;
    drop(stdin);
    let output = process.wait_with_output().await.unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    (output.status.success(), text(output.stdout), text(output.stderr))
}
