//! Where a product's video is: at `YouTube`, or a file.

/// A video as a page shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Video {
    /// The player's address. It is fetched only when somebody opens it, and then without tracking.
    YouTube {
        player: String,
    },
    File {
        address: String,
    },
}

impl Video {
    /// Reads what an administrator pasted; `None` when a browser could not load it.
    #[must_use]
    pub fn parse(url: &str) -> Option<Self> {
        let url = url.trim();
        if let Some(id) = youtube_id(url) {
            return Some(Self::YouTube {
                player: format!("https://www.youtube-nocookie.com/embed/{id}"),
            });
        }
        let loadable = url.starts_with("https://") || (url.starts_with('/') && !url.starts_with("//"));
        loadable.then(|| Self::File {
            address: url.to_owned(),
        })
    }
}

/// The video's id in the addresses that `YouTube` hands out: `watch?v=`, `youtu.be/`, `shorts/`, `embed/`, `live/`.
fn youtube_id(url: &str) -> Option<&str> {
    let address = url
        .strip_prefix("https://")
        .or_else(|| url.strip_prefix("http://"))
        .unwrap_or(url);
    let (host, rest) = address.split_once('/')?;
    let host = host
        .strip_prefix("www.")
        .or_else(|| host.strip_prefix("m."))
        .unwrap_or(host);
    let (path, query) = rest.split_once('?').unwrap_or((rest, ""));
    let id = match host {
        "youtu.be" => path,
        "youtube.com" | "youtube-nocookie.com" => match path.split_once('/') {
            Some(("shorts" | "embed" | "live" | "v", id)) => id,
            Some(_) => return None,
            None => query.split('&').find_map(|parameter| parameter.strip_prefix("v="))?,
        },
        _ => return None,
    };
    let id = id.split(['/', '#', '&']).next().unwrap_or_default();
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_');
    (!id.is_empty() && id.chars().all(plain)).then_some(id)
}

#[cfg(test)]
mod tests {
    use super::Video;

    #[test]
    fn every_youtube_address_is_the_same_player() {
        for url in [
            "https://www.youtube.com/watch?v=dQw4w9WgXcQ",
            "https://youtube.com/watch?list=PL1&v=dQw4w9WgXcQ&t=10s",
            "http://m.youtube.com/watch?v=dQw4w9WgXcQ",
            "https://youtu.be/dQw4w9WgXcQ?si=abc",
            "https://www.youtube.com/shorts/dQw4w9WgXcQ",
            "https://www.youtube.com/embed/dQw4w9WgXcQ?rel=0",
            " https://youtu.be/dQw4w9WgXcQ ",
        ] {
            let player = "https://www.youtube-nocookie.com/embed/dQw4w9WgXcQ".to_owned();
            assert_eq!(Video::parse(url), Some(Video::YouTube { player }), "{url}");
        }
    }

    #[test]
    fn other_addresses_are_files_if_they_can_be_loaded() {
        let file = |address: &str| {
            Some(Video::File {
                address: address.to_owned(),
            })
        };
        assert_eq!(
            Video::parse("https://cdn.example/a.mp4"),
            file("https://cdn.example/a.mp4")
        );
        assert_eq!(Video::parse("/uploads/a.mp4"), file("/uploads/a.mp4"));
        assert_eq!(
            Video::parse("https://youtube.com.evil.example/watch?v=x"),
            file("https://youtube.com.evil.example/watch?v=x")
        );
        for nothing in [
            "",
            "javascript:alert(1)",
            "//evil.example/a",
            "http://plain.example/a.mp4",
            "відео",
        ] {
            assert_eq!(Video::parse(nothing), None, "{nothing}");
        }
    }

    #[test]
    fn an_id_cannot_carry_anything_into_the_player() {
        assert_eq!(
            Video::parse("https://youtu.be/\"><script>"),
            Some(Video::File {
                address: "https://youtu.be/\"><script>".to_owned()
            })
        );
    }
}
