//! The JSON text frames between the server and an ESP32 (contract §2).
//!
//! Reading is tolerant: unknown keys and unknown types are fine, numbers may come as strings
//! from firmware that nobody can update. Writing is exact: the fielded devices know these keys.

use crate::{
    cell::CellNumber,
    command::{DoorResult, OpenCommand},
    timestamp::Timestamp,
};
use serde::{Deserialize, Serialize};

/// What a device says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Uplink {
    /// The first words of a connection.
    Hello,
    /// Vital signs: uptime in milliseconds, Wi-Fi signal in dBm.
    Diag {
        uptime_ms: Option<i64>,
        wifi_rssi: Option<i32>,
    },
    /// The device has the command.
    Ack { cmd_id: String },
    /// The command's end. `cell` is missing from the oldest firmware.
    State {
        cmd_id: String,
        cell: Option<i32>,
        result: DoorResult,
    },
    /// Well-formed, but nothing that we act on: an unknown type, an unknown result, a missing `cmd_id`.
    Ignored { reason: &'static str },
}

/// A frame that is not a JSON object with a `type`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the frame is not a JSON object with a text `type`")]
pub struct Malformed;

#[derive(Deserialize)]
struct Wire {
    r#type: String,
    #[serde(default)]
    cmd_id: Option<String>,
    #[serde(default)]
    cell: Option<Lenient>,
    #[serde(default)]
    result: Option<String>,
    #[serde(default)]
    uptime_ms: Option<Lenient>,
    #[serde(default)]
    wifi_rssi: Option<Lenient>,
}

/// A whole number, or anything else, which then counts as absent.
#[derive(Deserialize)]
#[serde(untagged)]
enum Lenient {
    Whole(i64),
    Text(String),
    Other(serde::de::IgnoredAny),
}

impl Lenient {
    fn whole(&self) -> Option<i64> {
        match self {
            Self::Whole(number) => Some(*number),
            Self::Text(text) => text.trim().parse().ok(),
            Self::Other(_) => None,
        }
    }

    fn small(&self) -> Option<i32> {
        self.whole().and_then(|number| i32::try_from(number).ok())
    }
}

impl Uplink {
    /// Reads one text frame.
    ///
    /// # Errors
    /// [`Malformed`] when the text is no JSON object with a `type`; such frames are counted and skipped.
    pub fn parse(json: &str) -> Result<Self, Malformed> {
        let wire: Wire = serde_json::from_str(json).map_err(|_| Malformed)?;
        Ok(match wire.r#type.as_str() {
            "hello" => Self::Hello,
            "diag" => Self::Diag {
                uptime_ms: wire.uptime_ms.as_ref().and_then(Lenient::whole),
                wifi_rssi: wire.wifi_rssi.as_ref().and_then(Lenient::small),
            },
            "ack" => match wire.cmd_id {
                Some(cmd_id) => Self::Ack { cmd_id },
                None => Self::Ignored {
                    reason: "an ack without cmd_id",
                },
            },
            "state" => match (wire.cmd_id, wire.result.as_deref()) {
                (Some(cmd_id), Some("opened")) => Self::State {
                    cmd_id,
                    cell: named_cell(wire.cell.as_ref()),
                    result: DoorResult::Opened,
                },
                // The contract knows both words for the same thing.
                (Some(cmd_id), Some("failed" | "error")) => Self::State {
                    cmd_id,
                    cell: named_cell(wire.cell.as_ref()),
                    result: DoorResult::Failed,
                },
                (Some(_), _) => Self::Ignored {
                    reason: "a state with an unknown result",
                },
                (None, _) => Self::Ignored {
                    reason: "a state without cmd_id",
                },
            },
            _ => Self::Ignored {
                reason: "an unknown type",
            },
        })
    }
}

/// A cell that is named but is no number must not pass for an absent one: it becomes a door that nobody has.
fn named_cell(cell: Option<&Lenient>) -> Option<i32> {
    cell.map(|cell| cell.small().unwrap_or(0))
}

/// What the server says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "type")]
pub enum Downlink {
    /// The answer to `hello`. The text is the one that fielded devices have always received.
    #[serde(rename = "message")]
    Welcome {
        server_time: Timestamp,
        message: &'static str,
    },
    /// Open one cell. The number is sent under both keys, because firmware reads either (contract §2.3).
    #[serde(rename = "cmd")]
    Open {
        cmd_id: String,
        action: &'static str,
        cell: CellNumber,
        #[serde(rename = "cellNumber")]
        cell_number: CellNumber,
        timestamp: Timestamp,
    },
}

impl Downlink {
    #[must_use]
    pub const fn welcome(now: Timestamp) -> Self {
        Self::Welcome {
            server_time: now,
            message: "Connected to Ortomat Backend",
        }
    }

    #[must_use]
    pub fn open(command: &OpenCommand, now: Timestamp) -> Self {
        Self::Open {
            cmd_id: command.id.as_str().to_owned(),
            action: "open",
            cell: command.cell,
            cell_number: command.cell,
            timestamp: now,
        }
    }

    /// The text of the frame.
    #[must_use]
    pub fn to_json(&self) -> String {
        // Strings and integers always serialise; an empty frame would be ignored by every device.
        serde_json::to_string(self).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn state(cmd: &str, cell: Option<i32>, result: DoorResult) -> Uplink {
        Uplink::State {
            cmd_id: cmd.to_owned(),
            cell,
            result,
        }
    }

    #[test]
    fn frames_of_the_field_are_understood() {
        let cases = [
            (r#"{"type":"hello","device_id":"locker-01","ts_ms":15}"#, Uplink::Hello),
            (
                r#"{"type":"diag","uptime_ms":120000,"wifi_rssi":-61,"device_id":"x"}"#,
                Uplink::Diag {
                    uptime_ms: Some(120_000),
                    wifi_rssi: Some(-61),
                },
            ),
            (
                r#"{"type":"ack","cmd_id":"ORD-1-A","ts_ms":1}"#,
                Uplink::Ack {
                    cmd_id: "ORD-1-A".to_owned(),
                },
            ),
            (
                r#"{"type":"state","cmd_id":"ORD-1-A","cell":7,"result":"opened","sensor":1,"ts_ms":2}"#,
                state("ORD-1-A", Some(7), DoorResult::Opened),
            ),
            (
                r#"{"type":"state","cmd_id":"a","cell":"7","result":"error"}"#,
                state("a", Some(7), DoorResult::Failed),
            ),
            (
                r#"{"type":"state","cmd_id":"a","result":"failed"}"#,
                state("a", None, DoorResult::Failed),
            ),
        ];
        for (json, frame) in cases {
            assert_eq!(Uplink::parse(json), Ok(frame), "{json}");
        }
    }

    #[test]
    fn a_cell_that_is_no_number_is_not_an_absent_cell() {
        let odd = Uplink::parse(r#"{"type":"state","cmd_id":"a","cell":1e99,"result":"opened"}"#);
        assert_eq!(odd, Ok(state("a", Some(0), DoorResult::Opened)));
    }

    #[test]
    fn unknown_types_and_results_are_ignored_and_rubbish_is_malformed() {
        for json in [
            r#"{"type":"dance"}"#,
            r#"{"type":"ack"}"#,
            r#"{"type":"state","cmd_id":"a","result":"ajar"}"#,
        ] {
            assert!(matches!(Uplink::parse(json), Ok(Uplink::Ignored { .. })), "{json}");
        }
        for text in [
            "",
            "null",
            "[]",
            "{",
            r#"{"type":7}"#,
            "{\"type\":\"ack\",\"cmd_id\":\"a\"} trailing",
        ] {
            assert_eq!(Uplink::parse(text), Err(Malformed), "{text}");
        }
    }

    #[test]
    fn the_open_command_is_written_as_the_field_knows_it() {
        let command = OpenCommand {
            id: "ORD-1-A".parse().unwrap(),
            cell: CellNumber::try_from(7).unwrap(),
        };
        assert_eq!(
            Downlink::open(&command, Timestamp::from_millis(1_700_000_000_000)).to_json(),
            r#"{"type":"cmd","cmd_id":"ORD-1-A","action":"open","cell":7,"cellNumber":7,"timestamp":1700000000000}"#
        );
        assert_eq!(
            Downlink::welcome(Timestamp::from_millis(5)).to_json(),
            r#"{"type":"message","server_time":5,"message":"Connected to Ortomat Backend"}"#
        );
    }
}
