//! The code of an ortomat's shop window as a file to print: the address that hangs on walls already (contract §5.5).

use super::{error::RestError, extract::Id};
use app::{paths, qr};
use axum::{
    Extension,
    extract::{Query, State, rejection::QueryRejection},
    http::{HeaderName, header},
};
use domain::id::OrtomatId;
use engine::{Engine, staff::Actor};
use serde::Deserialize;
use utoipa::IntoParams;

/// Ten centimetres at 300 dots per inch.
const PIXELS: usize = 1_200;

/// A drawing that can be printed at any size, or dots that every program opens.
#[derive(Clone, Copy, Default, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Format {
    Svg,
    #[default]
    Png,
}

impl Format {
    const fn content_type(self) -> &'static str {
        match self {
            Self::Svg => "image/svg+xml",
            Self::Png => "image/png",
        }
    }

    const fn ending(self) -> &'static str {
        match self {
            Self::Svg => "svg",
            Self::Png => "png",
        }
    }
}

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct Wanted {
    /// `png`, which it is unless said otherwise, or `svg`.
    #[serde(default)]
    #[param(value_type = Option<String>)]
    format: Format,
}

/// The code of an ortomat's shop window as a file to print.
#[utoipa::path(
    get,
    path = "/api/qr-code/ortomat/{id}/image",
    tag = "Codes to print",
    operation_id = "downloadOrtomatCode",
    params(Wanted),
    responses(
        (status = 200, description = "The picture", content(
            (Vec<u8> = "image/png"),
            (String = "image/svg+xml"),
        )),
    ),
)]
pub(crate) async fn image(
    State(engine): State<Engine>,
    Extension(actor): Extension<Actor>,
    Id(id): Id<OrtomatId>,
    wanted: Result<Query<Wanted>, QueryRejection>,
) -> Result<([(HeaderName, String); 3], Vec<u8>), RestError> {
    let Query(Wanted { format }) =
        wanted.map_err(|_| RestError::bad_request("Параметр format може бути svg або png"))?;
    let name = engine.ortomat_details(&actor, &id).await?.row.line.name;
    let link = format!("{}{}", engine.public_url(), paths::catalog(&id, None));
    let file = match format {
        Format::Svg => qr::svg(&link).map(String::into_bytes),
        Format::Png => qr::png_of(&link, PIXELS),
    };
    let file = file.ok_or_else(|| {
        tracing::error!("an address is too long for a code");
        RestError::internal()
    })?;
    let headers = [
        (header::CONTENT_TYPE, format.content_type().to_owned()),
        (header::CONTENT_DISPOSITION, disposition(&name, &id, format)),
        // The file is named after the ortomat, which can be renamed.
        (header::CACHE_CONTROL, "private, no-cache".to_owned()),
    ];
    Ok((headers, file))
}

/// The file's name: the ortomat's own for browsers of today, its id for those that read ASCII only (RFC 6266).
fn disposition(name: &str, id: &OrtomatId, format: Format) -> String {
    let ending = format.ending();
    let plain: String = words(id.as_str())
        .chars()
        .map(|c| if c.is_ascii() { c } else { '-' })
        .collect();
    let name = match words(name) {
        name if name.is_empty() => plain.clone(),
        name => name,
    };
    let name = paths::ascii(&format!("{name}-QR.{ending}"));
    format!("attachment; filename=\"{plain}-QR.{ending}\"; filename*=UTF-8''{name}")
}

/// The letters and digits of a text with hyphens between them: nothing that a file system or a header minds.
fn words(text: &str) -> String {
    let words: Vec<&str> = text
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .collect();
    words.join("-")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn named(name: &str, id: &str) -> String {
        disposition(name, &id.parse().unwrap(), Format::Svg)
    }

    #[test]
    fn a_file_is_named_after_its_ortomat() {
        assert_eq!(
            named("Ортомат №1", "ortomat-1"),
            "attachment; filename=\"ortomat-1-QR.svg\"; \
             filename*=UTF-8''%D0%9E%D1%80%D1%82%D0%BE%D0%BC%D0%B0%D1%82-1-QR.svg"
        );
    }

    #[test]
    fn a_name_cannot_leave_the_header_or_the_folder() {
        assert_eq!(
            named("\"; ../x\r\n%0a", "a\"b"),
            "attachment; filename=\"a-b-QR.svg\"; filename*=UTF-8''x-0a-QR.svg"
        );
        assert_eq!(
            named("???", "каса"),
            "attachment; filename=\"-----QR.svg\"; filename*=UTF-8''-----QR.svg"
        );
    }
}
