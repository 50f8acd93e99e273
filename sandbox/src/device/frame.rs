//! The JSON of the wire (contract §2.2 and §2.3); times in milliseconds since the device started.

use serde::{Deserialize, Serialize};

/// What the device says.
#[derive(Debug, Serialize)]
#[serde(tag = "type", rename_all = "lowercase")]
pub(super) enum Said<'a> {
    Hello {
        device_id: &'a str,
        ts_ms: u64,
    },
    Diag {
        device_id: &'a str,
        uptime_ms: u64,
        wifi_rssi: i32,
    },
    Ack {
        cmd_id: &'a str,
        ts_ms: u64,
    },
    State {
        cmd_id: &'a str,
        cell: u32,
        result: &'a str,
        sensor: u8,
        ts_ms: u64,
    },
}

impl Said<'_> {
    pub(super) fn text(&self) -> String {
        serde_json::to_string(self).unwrap_or_default()
    }
}

/// A command as the device took it.
#[derive(Clone, Debug, Eq, Hash, PartialEq)]
pub struct Command {
    /// Opaque to the device.
    pub cmd_id: String,
    /// From 1.
    pub cell: u32,
}

#[derive(Deserialize)]
#[serde(tag = "type", rename_all = "lowercase")]
enum Heard {
    Cmd {
        cmd_id: String,
        action: String,
        cell: Option<u32>,
        #[serde(rename = "cellNumber")]
        cell_number: Option<u32>,
    },
    #[serde(other)]
    Other,
}

impl Command {
    /// The order to open a cell, whichever of the two keys names it; anything else is `None`.
    pub(super) fn heard(frame: &str) -> Option<Self> {
        match serde_json::from_str(frame).ok()? {
            Heard::Cmd {
                cmd_id,
                action,
                cell,
                cell_number,
            } if action == "open" => Some(Self {
                cmd_id,
                cell: cell.or(cell_number)?,
            }),
            Heard::Cmd { .. } | Heard::Other => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Command, Said};

    #[test]
    fn either_key_names_the_cell() {
        let expected = Some(Command {
            cmd_id: "ORD-1".into(),
            cell: 7,
        });
        let both = r#"{"type":"cmd","cmd_id":"ORD-1","action":"open","cell":7,"cellNumber":7,"timestamp":1}"#;
        assert_eq!(Command::heard(both), expected);
        assert_eq!(
            Command::heard(r#"{"type":"cmd","cmd_id":"ORD-1","action":"open","cellNumber":7}"#),
            expected
        );
    }

    #[test]
    fn what_is_no_order_to_open_is_ignored() {
        for frame in [
            r#"{"type":"message","server_time":1,"message":"hi"}"#,
            r#"{"type":"cmd","cmd_id":"ORD-1","action":"blink","cell":7}"#,
            r#"{"type":"cmd","cmd_id":"ORD-1","action":"open"}"#,
            "not json",
        ] {
            assert_eq!(Command::heard(frame), None, "{frame}");
        }
    }

    #[test]
    fn a_state_has_the_keys_of_the_contract() {
        let state = Said::State {
            cmd_id: "ORD-1",
            cell: 7,
            result: "opened",
            sensor: 1,
            ts_ms: 99,
        };
        assert_eq!(
            state.text(),
            r#"{"type":"state","cmd_id":"ORD-1","cell":7,"result":"opened","sensor":1,"ts_ms":99}"#
        );
    }
}
