//! Pictures that come with a form: each of them is kept, and its address takes its place, so that the form goes on as
//! any other. The browser sends them without JavaScript.

use crate::router::LARGEST_BODY;
use app::{error::ApiError, paths};
use axum::{
    body::Body,
    extract::{
        DefaultBodyLimit, FromRequest, MatchedPath, Multipart, Request, State,
        multipart::{Field, MultipartError},
    },
    http::{HeaderValue, StatusCode, header},
    middleware::Next,
    response::{IntoResponse, Response},
};
use engine::{Engine, products::pictures, staff::Actor};
use futures_util::StreamExt;
use std::time::Duration;

/// The forms whose texts are longer than others': a description, or terms of purchase.
const LARGE_FORMS: [&str; 2] = [paths::SAVE_PRODUCT, paths::SAVE_TERMS];
/// The texts of such a form; each letter of ours takes six bytes of it, and two where it comes in parts.
const LARGEST_FORM: usize = 2 * 1024 * 1024;
/// Texts that are too long are read so far before they are refused.
const LONGEST_READ: usize = 8 * LARGEST_FORM;
/// What is too large is still read to its end, or else the browser would show a cut connection instead of our answer.
/// Beyond this nobody means it well.
const LARGEST_UPLOAD: usize = 256 * 1024 * 1024;
/// How long an upload of pictures may take, on a weak line in a clinic.
const PICTURES: Duration = Duration::from_secs(5 * 60);
/// And one of a whole backup, with the restore that may follow at once.
const BACKUP: Duration = Duration::from_secs(60 * 60);

/// How long a request may take that brings files; `None` for all others.
pub(crate) fn patience(request: &Request) -> Option<Duration> {
    match route(request)? {
        paths::SAVE_PRODUCT => Some(PICTURES),
        paths::UPLOAD_BACKUP | "/api/admin/restore" => Some(BACKUP),
        _ => None,
    }
}

fn route(request: &Request) -> Option<&str> {
    request.extensions().get::<MatchedPath>().map(MatchedPath::as_str)
}

/// Lets large forms be large, and keeps the pictures in them.
///
/// Where a picture was, the form afterwards has its address. What could not be kept it tells in `refused[]`: the name of
/// the field, the word of the problem and the name of the file, with `|` between them.
pub(crate) async fn keep_pictures(State(engine): State<Engine>, mut request: Request, next: Next) -> Response {
    if !route(&request).is_some_and(|route| LARGE_FORMS.contains(&route)) {
        return up_to(LARGEST_BODY, request, next).await;
    }
    DefaultBodyLimit::max(LARGEST_FORM).apply(&mut request);
    let is_multipart = request
        .headers()
        .get(header::CONTENT_TYPE)
        .is_some_and(|kind| kind.as_bytes().starts_with(b"multipart/form-data"));
    let actor = request.extensions().get::<Actor>().cloned();
    let Some(actor) = actor.filter(|_| is_multipart) else {
        return up_to(LARGEST_FORM, request, next).await;
    };
    let (mut parts, body) = request.into_parts();
    let mut whole = Request::from_parts(parts.clone(), body);
    // We count ourselves.
    DefaultBodyLimit::disable().apply(&mut whole);
    let form = match read(&engine, &actor, whole).await {
        Ok(form) => form,
        Err(refusal) => return refusal.into_response(),
    };
    let kind = HeaderValue::from_static("application/x-www-form-urlencoded");
    parts.headers.insert(header::CONTENT_TYPE, kind);
    parts.headers.remove(header::CONTENT_LENGTH);
    parts.headers.remove(header::TRANSFER_ENCODING);
    next.run(Request::from_parts(parts, Body::from(form))).await
}

/// A form of texts only. Where it says that it is longer than `most` bytes, whoever sent it reads so; Leptos would show
/// the form empty.
async fn up_to(most: usize, request: Request, next: Next) -> Response {
    let length = request.headers().get(header::CONTENT_LENGTH);
    let length = length.and_then(|length| length.to_str().ok()?.parse::<usize>().ok());
    if length.is_none_or(|length| length <= most) {
        return next.run(request).await;
    }
    // Whoever has sent all of it sees the answer; in the middle of it a browser sees a cut connection.
    let mut texts = request.into_body().into_data_stream();
    let mut read = 0;
    while let Some(Ok(chunk)) = texts.next().await {
        read += chunk.len();
        if read > LONGEST_READ {
            break;
        }
    }
    Unreadable::TooLong.into_response()
}

/// Why a form cannot even be read.
#[derive(Debug)]
enum Unreadable {
    /// No browser sends this.
    Broken,
    TooLong,
    TooLarge,
}

impl From<MultipartError> for Unreadable {
    fn from(error: MultipartError) -> Self {
        tracing::warn!(%error, "a form came in pieces that do not fit");
        Self::Broken
    }
}

impl IntoResponse for Unreadable {
    fn into_response(self) -> Response {
        match self {
            Self::Broken => (
                StatusCode::BAD_REQUEST,
                "Форма надійшла не повністю. Надішліть її ще раз.",
            ),
            Self::TooLong => (
                StatusCode::PAYLOAD_TOO_LARGE,
                "У формі забагато тексту. Поверніться назад, скоротіть його й надішліть ще раз.",
            ),
            Self::TooLarge => (
                StatusCode::PAYLOAD_TOO_LARGE,
                "Разом файли завеликі. Поверніться назад і додавайте зображення по одному.",
            ),
        }
        .into_response()
    }
}

/// The same form without its files.
async fn read(engine: &Engine, actor: &Actor, request: Request) -> Result<String, Unreadable> {
    let mut multipart = Multipart::from_request(request, &())
        .await
        .map_err(|_| Unreadable::Broken)?;
    let mut form = Vec::new();
    let mut left = Left {
        upload: LARGEST_UPLOAD,
        texts: LARGEST_FORM / 3,
        is_too_long: false,
    };
    while let Some(field) = multipart.next_field().await? {
        let Some(name) = field.name().map(ToOwned::to_owned) else {
            return Err(Unreadable::Broken);
        };
        match field.file_name().map(ToOwned::to_owned) {
            None => {
                let text = left.text(field).await?;
                form.push((name, text));
            }
            Some(file) => match left.picture(field).await? {
                // A field in which nothing was chosen.
                Some(bytes) if bytes.is_empty() && file.is_empty() => {}
                picture => match keep(engine, actor, picture).await {
                    Ok(address) => form.push((name, address)),
                    Err(problem) => {
                        let field = name.trim_end_matches("[]");
                        form.push(("refused[]".to_owned(), format!("{field}|{problem}|{file}")));
                    }
                },
            },
        }
    }
    if left.is_too_long {
        return Err(Unreadable::TooLong);
    }
    Ok(form_urlencoded::Serializer::new(String::new())
        .extend_pairs(form)
        .finish())
}

async fn keep(engine: &Engine, actor: &Actor, picture: Option<Vec<u8>>) -> Result<String, ApiError> {
    let bytes = picture.ok_or(ApiError::PictureTooLarge)?;
    Ok(engine.store_picture(actor, bytes).await?)
}

/// How many bytes may still come.
struct Left {
    upload: usize,
    texts: usize,
    /// There was more text than that; what followed was read for the answer's sake and not kept.
    is_too_long: bool,
}

impl Left {
    fn take(&mut self, bytes: usize) -> Result<(), Unreadable> {
        self.upload = self.upload.checked_sub(bytes).ok_or(Unreadable::TooLarge)?;
        Ok(())
    }

    async fn text(&mut self, mut field: Field<'_>) -> Result<String, Unreadable> {
        let mut text = Vec::new();
        while let Some(chunk) = field.chunk().await? {
            self.take(chunk.len())?;
            match self.texts.checked_sub(chunk.len()) {
                Some(left) if !self.is_too_long => {
                    self.texts = left;
                    text.extend_from_slice(&chunk);
                }
                Some(_) | None => {
                    self.is_too_long = true;
                    text = Vec::new();
                }
            }
        }
        String::from_utf8(text).map_err(|_| Unreadable::Broken)
    }

    /// `None` when it has more bytes than a picture may have; it was read all the same.
    async fn picture(&mut self, mut field: Field<'_>) -> Result<Option<Vec<u8>>, Unreadable> {
        let mut bytes = Vec::new();
        let mut fits = true;
        while let Some(chunk) = field.chunk().await? {
            self.take(chunk.len())?;
            fits &= bytes.len() + chunk.len() <= pictures::MOST_BYTES;
            if fits {
                bytes.extend_from_slice(&chunk);
            } else {
                bytes = Vec::new();
            }
        }
        Ok(fits.then_some(bytes))
    }
}
