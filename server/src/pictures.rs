//! `GET /pictures/{name}`: uploaded pictures of products.

use crate::pages::{ASK_AGAIN, FOR_EVER};
use axum::{
    extract::{Path, State},
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};
use engine::{Engine, products::Picture};

/// A picture's name is the hash of what is in it, so a browser that has it never asks again.
pub(crate) async fn show(State(engine): State<Engine>, Path(name): Path<String>) -> Response {
    match engine.load_picture(&name).await {
        Ok(Some(Picture { content_type, bytes })) => {
            let about = [(header::CONTENT_TYPE, content_type), (header::CACHE_CONTROL, FOR_EVER)];
            (about, bytes).into_response()
        }
        Ok(None) => missing(StatusCode::NOT_FOUND, "Такого зображення немає"),
        Err(error) => {
            tracing::error!(%error, "a picture could not be read");
            missing(StatusCode::SERVICE_UNAVAILABLE, "Зображення зараз недоступне")
        }
    }
}

fn missing(status: StatusCode, sentence: &'static str) -> Response {
    (status, [(header::CACHE_CONTROL, ASK_AGAIN)], sentence).into_response()
}
