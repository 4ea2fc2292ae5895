//! Style, logo and icons: small files that travel in the program, under addresses that change with their content.

use std::{
    hash::{DefaultHasher, Hash, Hasher},
    sync::LazyLock,
};

use axum::{
    extract::{Path, RawQuery},
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};

use crate::{Answered, policy::not_here};

struct Asset {
    name: &'static str,
    media_type: &'static str,
    content: &'static str,
    /// Changes with the content.
    mark: String,
}

static ASSETS: LazyLock<[Asset; 3]> = LazyLock::new(|| {
    [
        asset("portal.css", "text/css; charset=utf-8", include_str!("../../assets/portal.css")),
        asset("logo.svg", "image/svg+xml", include_str!("../../assets/logo.svg")),
        asset("icons.svg", "image/svg+xml", include_str!("../../assets/icons.svg")),
    ]
});

fn asset(name: &'static str, media_type: &'static str, content: &'static str) -> Asset {
    let mut hasher = DefaultHasher::new();
    content.hash(&mut hasher);
    Asset { name, media_type, content, mark: format!("{:016x}", hasher.finish()) }
}

/// Where a file is to be had, as it is now.
pub(crate) fn address_of(name: &str) -> String {
    let mark = ASSETS.iter().find(|asset| asset.name == name).map_or("", |asset| &asset.mark);
    format!("/hub/assets/{name}?v={mark}")
}

pub(crate) async fn serve(Path(name): Path<String>, RawQuery(query): RawQuery, asked: HeaderMap) -> Answered {
    let asset = ASSETS.iter().find(|asset| asset.name == name).ok_or_else(not_here)?;
    let etag = format!("\"{}\"", asset.mark);
    let current = query.is_some_and(|query| query == format!("v={}", asset.mark));
    let keep = if current { "public, max-age=31536000, immutable" } else { "public, no-cache" };
    let same = asked.get(header::IF_NONE_MATCH).is_some_and(|known| known.as_bytes() == etag.as_bytes());
    let mut response: Response =
        if same { StatusCode::NOT_MODIFIED.into_response() } else { asset.content.into_response() };
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(asset.media_type));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static(keep));
    if let Ok(etag) = HeaderValue::try_from(etag) {
        headers.insert(header::ETAG, etag);
    }
    Ok(response)
}
