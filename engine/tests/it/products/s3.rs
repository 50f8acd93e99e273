//! The places where pictures are kept: a folder, or a store that speaks S3.

use engine::{Error, products::PictureStore};
use std::{
    collections::HashMap,
    sync::{Arc, Mutex},
};
use tokio::{
    io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader},
    net::{TcpListener, TcpStream},
};

type Files = Arc<Mutex<HashMap<String, Vec<u8>>>>;

/// As much of S3 as a picture needs: PUT and GET of one object, both signed.
async fn store() -> (String, Files) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    let files = Files::default();
    let kept = files.clone();
    tokio::spawn(async move {
        while let Ok((socket, _)) = listener.accept().await {
            tokio::spawn(serve(socket, kept.clone()));
        }
    });
    (address, files)
}

async fn serve(socket: TcpStream, files: Files) {
    let mut socket = BufReader::new(socket);
    let mut request = String::new();
    while socket.read_line(&mut request).await.unwrap_or(0) > 0 {
        if !request.ends_with("\r\n\r\n") {
            continue;
        }
        assert!(request.contains("AWS4-HMAC-SHA256 Credential=key/"), "unsigned");
        let (method, rest) = request.split_once(' ').unwrap();
        let path = rest.split(' ').next().unwrap().to_owned();
        let lower = request.to_lowercase();
        let length = lower
            .split("content-length: ")
            .nth(1)
            .map_or("0", |rest| rest.lines().next().unwrap());
        let mut body = vec![0; length.parse().unwrap()];
        socket.read_exact(&mut body).await.unwrap();
        let found = if method == "PUT" {
            files.lock().unwrap().insert(path, body);
            Some(Vec::new())
        } else {
            files.lock().unwrap().get(&path).cloned()
        };
        let status = if found.is_some() { "200 OK" } else { "404 Not Found" };
        let body = found.unwrap_or_default();
        let head = format!(
            "HTTP/1.1 {status}\r\nContent-Length: {}\r\nETag: \"1\"\r\nLast-Modified: Sun, 22 Nov 2026 12:00:00 GMT\r\n\r\n",
            body.len()
        );
        socket
            .get_mut()
            .write_all(&[head.as_bytes(), &body].concat())
            .await
            .unwrap();
        request.clear();
    }
}

async fn keeps_and_finds(pictures: &PictureStore) {
    pictures.keep("a.jpg", b"picture".to_vec()).await.unwrap();
    assert_eq!(pictures.find("a.jpg").await.unwrap().as_deref(), Some(&b"picture"[..]));
    assert_eq!(pictures.find("b.jpg").await.unwrap(), None);
}

#[tokio::test]
async fn pictures_are_kept_in_a_folder_that_is_made() {
    let home = tempfile::TempDir::new().unwrap();
    let folder = home.path().join("data/pictures");
    keeps_and_finds(&PictureStore::connect(folder.to_str().unwrap(), []).unwrap()).await;
    assert_eq!(std::fs::read(folder.join("a.jpg")).unwrap(), b"picture");
    let address = format!("file://{}", folder.display());
    let again = PictureStore::connect(&address, []).unwrap();
    assert_eq!(again.find("a.jpg").await.unwrap().as_deref(), Some(&b"picture"[..]));
}

#[tokio::test]
async fn pictures_are_kept_in_any_store_that_speaks_s3() {
    let (endpoint, files) = store().await;
    let options = [
        ("aws_endpoint", endpoint.as_str()),
        ("aws_region", "eu-central-1"),
        ("aws_access_key_id", "key"),
        ("aws_secret_access_key", "secret"),
        ("aws_allow_http", "true"),
    ];
    keeps_and_finds(&PictureStore::connect("s3://ortomat/shop/pictures", options).unwrap()).await;
    let names: Vec<String> = files.lock().unwrap().keys().cloned().collect();
    assert_eq!(names, ["/ortomat/shop/pictures/a.jpg"]);
}

#[test]
fn an_address_that_leads_nowhere_is_refused_at_the_start() {
    for (url, options) in [
        ("ftp://example.com/pictures", vec![]),
        ("gs://bucket", vec![]),
        ("s3://bucket", vec![("aws_colour", "blue")]),
        ("/dev/null/pictures", vec![]),
    ] {
        assert!(
            matches!(PictureStore::connect(url, options), Err(Error::PicturesUrl(_))),
            "{url}"
        );
    }
    assert!(PictureStore::connect("s3://bucket", [("aws_region", "eu-central-1")]).is_ok());
}
