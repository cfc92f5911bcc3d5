//! Stylesheets, scripts and pictures, in the binary. Each address carries a hash
//! of the content, so a browser may keep it for ever; text is also held
//! compressed with brotli.

use std::collections::BTreeMap;
use std::io::Write;
use std::sync::LazyLock;

use actix_web::http::header;
use actix_web::{HttpRequest, HttpResponse, web};
use rust_embed::Embed;
use sha2::{Digest, Sha256};

#[derive(Embed)]
#[folder = "static/"]
struct Files;

struct Asset {
    body: web::Bytes,
    brotli: Option<web::Bytes>,
    kind: &'static str,
}

struct Assets {
    by_path: BTreeMap<String, Asset>,
    css: &'static str,
    js: &'static str,
    icons: &'static str,
    tracker: &'static str,
}

/// Everything under `/static/{hash}/…`: one hash over all files, so that scripts
/// may import each other by relative address. Without the hash (error pages, the
/// manifest) the same file is kept for an hour only.
static ASSETS: LazyLock<Assets> = LazyLock::new(Assets::load);

/// Compresses everything now; otherwise the first page would wait for it.
pub fn prepare() {
    LazyLock::force(&ASSETS);
}

pub fn css_href() -> &'static str {
    ASSETS.css
}

pub fn js_href() -> &'static str {
    ASSETS.js
}

pub fn icons_href() -> &'static str {
    ASSETS.icons
}

/// The script that tells another party's tracker of a page; only in pages that may.
pub fn tracker_href() -> &'static str {
    ASSETS.tracker
}

impl Assets {
    fn load() -> Self {
        let mut files: BTreeMap<String, Vec<u8>> = Files::iter()
            .filter_map(|path| Files::get(&path).map(|file| (path.into_owned(), file.data.into_owned())))
            .collect();
        files.insert("app.css".into(), stylesheet(&files));
        files.retain(|path, _| !path.starts_with("css/"));
        let hash =
            files.iter().fold(Sha256::new(), |h, (path, body)| h.chain_update(path).chain_update(body));
        let root = format!("/static/{}", &hex::encode(hash.finalize())[..16]);
        let address = |file: &str| -> &'static str { Box::leak(format!("{root}/{file}").into_boxed_str()) };
        Self {
            css: address("app.css"),
            js: address("js/app.js"),
            icons: address("img/icons.svg"),
            tracker: address("js/tracker.js"),
            by_path: files.into_iter().map(|(path, body)| (path.clone(), Asset::new(&path, body))).collect(),
        }
    }
}

impl Asset {
    fn new(path: &str, body: Vec<u8>) -> Self {
        let kind = kind_of(path);
        let is_text = !kind.starts_with("image/png");
        Self { brotli: if is_text { compress(&body) } else { None }, body: body.into(), kind }
    }
}

/// One stylesheet from the parts; the order of the layers is in `layers.css`.
fn stylesheet(files: &BTreeMap<String, Vec<u8>>) -> Vec<u8> {
    let first = ["css/layers.css", "css/tokens.css", "css/reset.css", "css/base.css"];
    let parts = first.into_iter().filter_map(|path| files.get(path));
    let folder = |name: &'static str| {
        files.iter().filter(move |(path, _)| path.starts_with(name)).map(|(_, body)| body)
    };
    let all = parts
        .chain(folder("css/components/"))
        .chain(folder("css/pages/"))
        .chain(files.get("css/utilities.css"));
    all.flat_map(|body| body.iter().copied().chain(*b"\n")).collect()
}

/// Quality 9 makes them 2 % smaller, but wants 70 MB at every start for it.
fn compress(body: &[u8]) -> Option<web::Bytes> {
    let mut out = Vec::new();
    let mut writer = brotli::CompressorWriter::new(&mut out, 4096, 6, 20);
    writer.write_all(body).and_then(|()| writer.flush()).ok()?;
    drop(writer);
    Some(out.into())
}

fn kind_of(path: &str) -> &'static str {
    match path.rsplit('.').next() {
        Some("css") => "text/css; charset=utf-8",
        Some("js") => "text/javascript; charset=utf-8",
        Some("svg") => "image/svg+xml",
        Some("png") => "image/png",
        Some("webmanifest") => "application/manifest+json",
        _ => "application/octet-stream",
    }
}

/// Mounted outside the session: an asset is the same for everybody.
pub fn mount(config: &mut web::ServiceConfig) {
    config
        .route("/static/{hash:[0-9a-f]{16}}/{path:.*}", web::get().to(serve_for_ever))
        .route("/static/{path:.*}", web::get().to(serve))
        .route("/favicon.ico", web::get().to(favicon));
}

const FOR_EVER: &str = "public, max-age=31536000, immutable";
const FOR_AN_HOUR: &str = "public, max-age=3600";

async fn serve_for_ever(request: HttpRequest, path: web::Path<(String, String)>) -> HttpResponse {
    answer(&request, &path.1, FOR_EVER)
}

async fn serve(request: HttpRequest, path: web::Path<String>) -> HttpResponse {
    answer(&request, &path, FOR_AN_HOUR)
}

async fn favicon(request: HttpRequest) -> HttpResponse {
    answer(&request, "img/favicon.svg", FOR_AN_HOUR)
}

fn answer(request: &HttpRequest, file: &str, cache: &'static str) -> HttpResponse {
    let Some(asset) = ASSETS.by_path.get(file) else {
        return HttpResponse::NotFound().finish();
    };
    let mut response = HttpResponse::Ok();
    response
        .insert_header((header::CONTENT_TYPE, asset.kind))
        .insert_header((header::CACHE_CONTROL, cache))
        .insert_header((header::VARY, "Accept-Encoding"));
    let accepts =
        request.headers().get(header::ACCEPT_ENCODING).and_then(|v| v.to_str().ok()).unwrap_or_default();
    match &asset.brotli {
        Some(small) if accepts.split(',').any(|e| e.trim().starts_with("br")) => {
            response.insert_header((header::CONTENT_ENCODING, "br")).body(small.clone())
        }
        _ => {
            // Already as it should be: keeps the compressing middleware away.
            response.insert_header((header::CONTENT_ENCODING, "identity")).body(asset.body.clone())
        }
    }
}
