//! Pictures of products: what somebody uploads is never served. It is decoded within limits and drawn anew, so that
//! neither a script in it nor the place where it was taken gets out.
//!
//! A picture's name is the hash of what is kept, so that it can be cached for ever and the same picture is kept once.

mod redraw;
mod store;

pub use store::PictureStore;

use crate::{
    Engine,
    error::{Error, Refusal},
    fleet::administrators_only,
    staff::Actor,
};
use redraw::{Format, redraw};
use sha2::{Digest, Sha256};

/// A photograph of a good camera.
pub const MOST_BYTES: usize = 8 * 1024 * 1024;
/// The most that a kept one has: each pixel that a page can show in four bytes without loss, and what is around them.
pub(crate) const MOST_KEPT: usize = 16 * 1024 * 1024;
/// Where pages ask for pictures.
const FOLDER: &str = "/pictures/";

/// A picture as it is served.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Picture {
    pub content_type: &'static str,
    pub bytes: Vec<u8>,
}

impl Engine {
    /// Keeps an uploaded picture and answers its path, `/pictures/{sha256}.jpg` or `.webp`. Pictures take turns: each
    /// may need a quarter of a gigabyte while it is decoded.
    ///
    /// # Errors
    /// [`Refusal::Forbidden`], [`Refusal::NoPicture`] for what is not a whole JPEG, PNG or WebP,
    /// [`Refusal::PictureTooLarge`], [`Refusal::Busy`] when too many wait for their turn.
    pub async fn store_picture(&self, by: &Actor, bytes: Vec<u8>) -> Result<String, Error> {
        administrators_only(by)?;
        if bytes.len() > MOST_BYTES {
            return Err(Refusal::PictureTooLarge.into());
        }
        let turn = self.pictures.turn().await?;
        let drawn = tokio::task::spawn_blocking(move || {
            let drawn = redraw(&bytes);
            // Somebody who went away while waiting does not free the core earlier.
            drop(turn);
            drawn
        })
        .await;
        let (format, bytes) = drawn.unwrap_or_else(|failure| {
            tracing::warn!(%failure, "a picture broke its decoder");
            Err(Refusal::NoPicture)
        })?;
        let name = name_of(format, &bytes);
        self.pictures.keep(&name, bytes).await?;
        Ok(format!("{FOLDER}{name}"))
    }

    /// The picture of that name, which is what follows `/pictures/`. `None` for a name that nothing was kept under.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn load_picture(&self, name: &str) -> Result<Option<Picture>, Error> {
        let Some(format) = format_of(name) else {
            return Ok(None);
        };
        let bytes = self.pictures.find(name).await?;
        Ok(bytes.map(|bytes| Picture {
            content_type: format.content_type(),
            bytes,
        }))
    }
}

fn name_of(format: Format, bytes: &[u8]) -> String {
    format!("{}.{}", hex::encode(Sha256::digest(bytes)), format.extension())
}

/// The name of the uploaded picture that an address leads to, if it leads to one.
pub(crate) fn name_in(address: &str) -> Option<&str> {
    address.strip_prefix(FOLDER).filter(|name| is_name(name))
}

/// Whether we could have given that name.
pub(crate) fn is_name(name: &str) -> bool {
    format_of(name).is_some()
}

/// Whether we would give that name to a picture with these bytes.
pub(crate) fn is_named_after(name: &str, bytes: &[u8]) -> bool {
    bytes.len() <= MOST_KEPT && format_of(name).is_some_and(|format| name_of(format, bytes) == name)
}

/// Only names that we could have given lead to the store.
fn format_of(name: &str) -> Option<Format> {
    let (hash, extension) = name.split_once('.')?;
    let is_hash = hash.len() == 64 && hash.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
    let format = Format::ALL.iter().find(|format| format.extension() == extension);
    format.copied().filter(|_| is_hash)
}

#[cfg(test)]
mod tests {
    use super::format_of;

    #[test]
    fn only_names_of_our_own_lead_anywhere() {
        let hash = "0123456789abcdef".repeat(4);
        assert!(format_of(&format!("{hash}.jpg")).is_some() && format_of(&format!("{hash}.webp")).is_some());
        for other in [
            format!("{hash}.svg"),
            format!("{hash}.jpg.html"),
            hash.clone(),
            format!("{}.jpg", hash.to_uppercase()),
            format!("../{hash}.jpg"),
            "../../etc/passwd".to_owned(),
            ".jpg".to_owned(),
        ] {
            assert!(format_of(&other).is_none(), "{other}");
        }
    }
}
