//! HTTP, as far as it is needed.

use core::fmt;
use core::time::Duration;

use crate::Timestamp;
use crate::io::RequestId;
use crate::secret::SecretText;

/// One HTTP request. Sent without cookies (`credentials: "omit"`), with `redirect: "error"` and `cache: "no-store"`.
#[derive(Clone, PartialEq)]
#[non_exhaustive]
pub struct Request {
    /// For the result.
    pub id: RequestId,
    /// The method.
    pub method: Method,
    /// The URL.
    pub url: String,
    /// The headers.
    pub headers: Vec<(&'static str, String)>,
    /// The body, if there is one.
    pub body: Option<SecretText>,
    /// How long it may take, body of the answer included; abort it then, and give [`HttpFailure::Timeout`].
    pub timeout: Duration,
}

/// Shows which headers there are, not what is in them: it may be a token.
impl fmt::Debug for Request {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let headers: Vec<&str> = self.headers.iter().map(|(name, _)| *name).collect();
        formatter
            .debug_struct("Request")
            .field("id", &self.id)
            .field("method", &self.method)
            .field("url", &self.url)
            .field("headers", &headers)
            .field("body", &self.body)
            .field("timeout", &self.timeout)
            .finish()
    }
}

/// An HTTP method.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Method {
    /// `GET`
    Get,
    /// `POST`
    Post,
    /// `HEAD`; only ever of the page's own origin.
    Head,
}

impl Method {
    /// The method as it is sent.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Post => "POST",
            Self::Head => "HEAD",
        }
    }
}

/// An HTTP answer, whatever its status.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Response {
    /// The status code.
    pub status: u16,
    /// The body as text.
    pub body: SecretText,
    /// The header `DPoP-Nonce`, if the browser shows it.
    pub dpop_nonce: Option<String>,
    /// The header `Date`, if the browser shows it, as it does for the page's own origin.
    pub date: Option<Timestamp>,
}

impl Response {
    /// An answer with this status and body.
    pub fn new(status: u16, body: impl Into<String>) -> Self {
        Self { status, body: SecretText::new(body), dpop_nonce: None, date: None }
    }

    /// The same with the header `DPoP-Nonce`.
    #[must_use]
    pub fn with_dpop_nonce(mut self, nonce: impl Into<String>) -> Self {
        self.dpop_nonce = Some(nonce.into());
        self
    }

    /// The same with the header `Date`.
    #[must_use]
    pub fn with_date(mut self, date: Timestamp) -> Self {
        self.date = Some(date);
        self
    }
}

/// Why there is no HTTP answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum HttpFailure {
    /// The browser says it is offline.
    Offline,
    /// The request was aborted at its timeout.
    Timeout,
    /// Anything else: connection refused, name unknown, certificate wrong, forbidden by CORS or CSP.
    Network,
}
