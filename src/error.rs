//! The one error of the program and the words that a person reads for it. The
//! words never contain the error's text; what went wrong inside is logged once,
//! where the answer leaves the server (`web::frame`), which also draws the page.

use actix_web::http::{StatusCode, header};
use actix_web::{HttpResponse, ResponseError};

pub type AppResult<T> = Result<T, AppError>;

#[derive(Debug, thiserror::Error)]
pub enum AppError {
    #[error("not found")]
    NotFound,
    #[error("not allowed")]
    Forbidden(&'static str),
    /// Not allowed yet; a person who may do so can mend that on another page.
    #[error("something is missing")]
    Missing { why: &'static str, href: &'static str, label: &'static str },
    /// A visitor must sign in first, or a member must finish a step (second factor).
    #[error("go to {0} first")]
    GoFirst(String),
    /// A program without a token that holds.
    #[error("no token")]
    Unauthorized,
    #[error("bad request: {0}")]
    BadRequest(&'static str),
    #[error("conflict: {0}")]
    Conflict(&'static str),
    #[error("body too large")]
    TooLarge,
    #[error("too many requests")]
    TooMany { retry_after: u64 },
    #[error("unavailable: {0}")]
    Unavailable(&'static str),
    #[error("{0}")]
    Internal(String),
    #[error("database: {0}")]
    Database(diesel::result::Error),
}

impl From<diesel::result::Error> for AppError {
    fn from(error: diesel::result::Error) -> Self {
        match error {
            diesel::result::Error::NotFound => Self::NotFound,
            other => Self::Database(other),
        }
    }
}

impl AppError {
    pub fn internal(error: impl std::fmt::Display) -> Self {
        Self::Internal(error.to_string())
    }

    pub fn words(&self) -> (&'static str, String) {
        match self {
            Self::NotFound => (
                "This page is not here",
                "The address may be wrong, the record may have been removed, or it belongs to another business.".into(),
            ),
            Self::Forbidden(why) => ("You can’t do that", (*why).into()),
            Self::Missing { why, .. } => ("Something is missing first", (*why).into()),
            Self::GoFirst(_) => ("One step first", "Continue on the next page.".into()),
            Self::Unauthorized => ("A token is needed", "Send the header “Authorization: Bearer” with a token of your business that has not ended.".into()),
            Self::BadRequest(why) => ("That request makes no sense here", (*why).into()),
            Self::Conflict(why) => ("Something changed meanwhile", (*why).into()),
            Self::TooLarge => ("That is too large", "Send a smaller file or a shorter text.".into()),
            Self::TooMany { retry_after } => (
                "Too many tries",
                format!("Please wait {} and try again.", wait_in_words(*retry_after)),
            ),
            Self::Unavailable(why) => ("Not available right now", (*why).into()),
            Self::Internal(_) | Self::Database(_) => (
                "Something went wrong on our side",
                "Nothing you sent was half-saved. Try again; if it happens again, tell us the number below.".into(),
            ),
        }
    }
}

/// An error's text for the log and the operator. Database messages may quote values;
/// what looks like an address or a long number is cut out.
pub fn redacted(cause: &str) -> String {
    let hide = |word: &str| word.contains('@') || word.chars().filter(char::is_ascii_digit).count() > 6;
    cause.split_whitespace().map(|word| if hide(word) { "[…]" } else { word }).collect::<Vec<_>>().join(" ")
}

fn wait_in_words(seconds: u64) -> String {
    match seconds {
        0..=1 => "a second".into(),
        2..=90 => format!("{seconds} seconds"),
        _ => format!("{} minutes", seconds.div_ceil(60)),
    }
}

/// What an error answer carries to the frame middleware.
#[derive(Debug, Clone)]
pub struct ErrorWords {
    pub title: &'static str,
    pub text: String,
    /// The page that mends it: its address and what its button says.
    pub way_out: Option<(&'static str, &'static str)>,
}

impl ResponseError for AppError {
    fn status_code(&self) -> StatusCode {
        match self {
            Self::NotFound => StatusCode::NOT_FOUND,
            Self::Forbidden(_) | Self::Missing { .. } => StatusCode::FORBIDDEN,
            Self::GoFirst(_) => StatusCode::SEE_OTHER,
            Self::Unauthorized => StatusCode::UNAUTHORIZED,
            Self::BadRequest(_) => StatusCode::BAD_REQUEST,
            Self::Conflict(_) => StatusCode::CONFLICT,
            Self::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Self::TooMany { .. } => StatusCode::TOO_MANY_REQUESTS,
            Self::Unavailable(_) => StatusCode::SERVICE_UNAVAILABLE,
            Self::Internal(_) | Self::Database(_) => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    fn error_response(&self) -> HttpResponse {
        let mut answer = HttpResponse::build(self.status_code());
        match self {
            Self::GoFirst(to) => {
                answer.insert_header((header::LOCATION, to.as_str()));
            }
            Self::Unauthorized => {
                answer.insert_header((header::WWW_AUTHENTICATE, "Bearer"));
            }
            Self::TooMany { retry_after } => {
                answer.insert_header((header::RETRY_AFTER, retry_after.to_string()));
            }
            _ => {}
        }
        let (title, text) = self.words();
        let mut response = answer.finish();
        let way_out = match self {
            Self::Missing { href, label, .. } => Some((*href, *label)),
            _ => None,
        };
        response.extensions_mut().insert(ErrorWords { title, text, way_out });
        response
    }
}
