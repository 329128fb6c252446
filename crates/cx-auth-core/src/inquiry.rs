//! Requests to the provider that may have to be proven: proof, request, and once more if the provider says what was wrong
//! with the proof.
//!
//! Each step is bounded in time. Whoever asked is told once, good or bad. An inquiry that is given up while its request is
//! on its way stays here without a deadline, since its answer may still be of use, until it is forgotten.

use crate::error::TokenRequestError;
use crate::io::{CryptoFailure, HttpFailure, Method, RequestId, Response};
use crate::secret::{AccessToken, SecretText};
use crate::task::{Awaited, Work};
use crate::time::{ServerClock, ServerTime};
use crate::{Machine, Timestamp};
use core::time::Duration;

/// An inquiry under way.
#[derive(Debug)]
pub(crate) struct Inquiry {
    /// Under which it is answered.
    pub(crate) id: RequestId,
    question: Question,
    /// Whether it brings a proof.
    is_proven: bool,
    stage: Stage,
    /// It was given up, and nobody tries again for its sake.
    is_late: bool,
    /// What was made good already.
    amends: Vec<Amends>,
}

/// What is asked.
#[derive(Clone, Debug)]
pub(crate) struct Question {
    pub(crate) url: String,
    pub(crate) content: Content,
}

#[derive(Clone, Debug)]
pub(crate) enum Content {
    /// `POST` of this form.
    Form(SecretText),
    /// The same, and it takes no proof.
    UnprovenForm(SecretText),
    /// `GET` with this token.
    Token(AccessToken),
}

#[derive(Debug)]
enum Stage {
    /// The proof is being made.
    Proving,
    /// The request is on its way.
    Asking { sent: Timestamp },
    /// The provider did not like the time of the proof, so the page's own server is asked what time it is.
    AskingTime { sent: Timestamp, refusal: Response },
}

/// What can be made good, once for each inquiry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Amends {
    /// There was no proof.
    Proof,
    /// It lacked the nonce that the provider has just named.
    Nonce,
    /// It was made by a wrong clock.
    Time,
}

/// What came of an inquiry.
#[derive(Debug)]
pub(crate) struct Reply {
    pub(crate) result: Result<Response, Unanswered>,
    /// When the request left, on the local clock.
    pub(crate) sent: Timestamp,
    /// Whether it brought a proof.
    pub(crate) is_proven: bool,
    /// There is no answer in time, but there may be another reply under the same id.
    pub(crate) may_come_late: bool,
}

/// Why there is no answer.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Unanswered {
    Http(HttpFailure),
    Crypto(CryptoFailure),
}

impl From<Unanswered> for TokenRequestError {
    fn from(unanswered: Unanswered) -> Self {
        match unanswered {
            Unanswered::Http(failure) => failure.into(),
            Unanswered::Crypto(failure) => failure.into(),
        }
    }
}

impl Machine {
    /// Asks the provider; what comes of it is delivered under the id, never before this returns.
    pub(crate) fn inquire(&mut self, url: &str, content: Content) -> RequestId {
        let id = self.new_id();
        let is_proven = match content {
            Content::Form(_) => self.wants_proofs(),
            Content::UnprovenForm(_) => false,
            Content::Token(_) => self.is_session_bound(),
        };
        let question = Question { url: url.to_owned(), content };
        let (stage, amends) = (Stage::Proving, Vec::new());
        self.begin(Box::new(Inquiry { id, question, is_proven, stage, is_late: false, amends }));
        id
    }

    pub(crate) fn inquiry_proven(
        &mut self,
        inquiry: Box<Inquiry>,
        result: Result<SecretText, CryptoFailure>,
    ) {
        match result {
            Ok(proof) => self.ask(inquiry, Some(proof)),
            Err(failure) => {
                let sent = self.now();
                self.reply(&inquiry, sent, Err(Unanswered::Crypto(failure)));
            }
        }
    }

    pub(crate) fn inquiry_http_answered(
        &mut self,
        mut inquiry: Box<Inquiry>,
        result: Result<Response, HttpFailure>,
    ) {
        let stage = core::mem::replace(&mut inquiry.stage, Stage::Proving);
        let (sent, mut response) = match (stage, result) {
            (Stage::Asking { sent }, Ok(response)) => (sent, response),
            (Stage::Asking { sent }, Err(failure)) => {
                return self.reply(&inquiry, sent, Err(Unanswered::Http(failure)));
            }
            (Stage::AskingTime { sent, refusal }, time) => {
                let date = time.ok().and_then(|answer| answer.date);
                return match date {
                    Some(date) if self.correct_clock(date, sent) => self.begin(inquiry),
                    _ => self.reply(&inquiry, sent, Ok(refusal)),
                };
            }
            (Stage::Proving, _) => return,
        };
        let new_nonce = response.dpop_nonce.take();
        let has_nonce = new_nonce.is_some();
        self.note_nonce(&inquiry.question.url, new_nonce);
        let wanted = self.wanted_amends(&inquiry, &response, has_nonce);
        match wanted.filter(|amends| !inquiry.is_late && !inquiry.amends.contains(amends)) {
            None => self.reply(&inquiry, sent, Ok(response)),
            Some(amends) => {
                inquiry.amends.push(amends);
                self.make_amends(inquiry, amends, sent, response);
            }
        }
    }

    /// What it waits for does not come in time.
    pub(crate) fn inquiry_overdue(&mut self, awaited: Awaited, mut inquiry: Box<Inquiry>) {
        let Stage::Asking { sent } = inquiry.stage else {
            return match awaited {
                Awaited::Proof(_) => self.inquiry_proven(inquiry, Err(CryptoFailure::Unavailable)),
                _ => self.inquiry_http_answered(inquiry, Err(HttpFailure::Timeout)),
            };
        };
        let (id, is_proven) = (inquiry.id, inquiry.is_proven);
        inquiry.is_late = true;
        self.wait(awaited, None, Work::Inquiry(inquiry));
        let result = Err(Unanswered::Http(HttpFailure::Timeout));
        self.replied(id, Reply { result, sent, is_proven, may_come_late: true });
    }

    fn begin(&mut self, inquiry: Box<Inquiry>) {
        if !inquiry.is_proven {
            return self.ask(inquiry, None);
        }
        let deadline = Some(self.new_deadline());
        let (method, token) = match &inquiry.question.content {
            Content::Form(_) | Content::UnprovenForm(_) => (Method::Post, None),
            Content::Token(token) => (Method::Get, Some(token.clone())),
        };
        let proof = self.prove(method.as_str(), &inquiry.question.url, token);
        self.wait(Awaited::Proof(proof), deadline, Work::Inquiry(inquiry));
    }

    fn ask(&mut self, mut inquiry: Box<Inquiry>, proof: Option<SecretText>) {
        let url = inquiry.question.url.clone();
        let request = match &inquiry.question.content {
            Content::Form(form) | Content::UnprovenForm(form) => self.post_form(url, form.clone(), proof),
            Content::Token(token) => {
                let mut authorization = String::from(if proof.is_some() { "DPoP " } else { "Bearer " });
                authorization.push_str(token.secret());
                self.get(url, Some(authorization), proof)
            }
        };
        inquiry.stage = Stage::Asking { sent: self.now() };
        self.wait_for(Awaited::Http, request, Work::Inquiry(inquiry));
    }

    /// What the provider says is wrong with the proof (RFC 9449, sections 5 and 8).
    fn wanted_amends(&self, inquiry: &Inquiry, response: &Response, has_nonce: bool) -> Option<Amends> {
        if !matches!(response.status, 400 | 401) {
            return None;
        }
        match inquiry.question.content {
            Content::Form(_) => {}
            Content::UnprovenForm(_) => return None,
            Content::Token(_) => {
                return (inquiry.is_proven && has_nonce && response.status == 401).then_some(Amends::Nonce);
            }
        }
        let json = (self.read_json)(response.body.secret())?;
        let text = |name| json.get(name).and_then(crate::Json::as_text).unwrap_or_default();
        let description = text("error_description").as_bytes();
        let is_said = |words: &str| description.windows(words.len()).any(|window| window == words.as_bytes());
        match text("error") {
            "use_dpop_nonce" if inquiry.is_proven && has_nonce => Some(Amends::Nonce),
            "invalid_dpop_proof" if inquiry.is_proven => Some(Amends::Time),
            "invalid_dpop_proof" | "use_dpop_nonce" if !inquiry.is_proven => Some(Amends::Proof),
            // Keycloak's words are "DPoP proof is missing", for a client that requires bound tokens, and "DPoP proof is not
            // active", for one whose clock is wrong. It looks at the proof before it uses up the code.
            "invalid_request" if is_said("DPoP") => match inquiry.is_proven {
                false => Some(Amends::Proof),
                true => is_said("not active").then_some(Amends::Time),
            },
            _ => None,
        }
    }

    fn make_amends(
        &mut self,
        mut inquiry: Box<Inquiry>,
        amends: Amends,
        sent: Timestamp,
        response: Response,
    ) {
        match amends {
            Amends::Nonce => self.begin(inquiry),
            Amends::Proof => {
                self.demand_proofs();
                inquiry.is_proven = true;
                self.begin(inquiry);
            }
            Amends::Time => {
                let own_page = self.config.silent_redirect_uri().or(self.config.redirect_uri());
                match (response.date, own_page.map(str::to_owned)) {
                    (Some(date), _) if self.correct_clock(date, sent) => self.begin(inquiry),
                    (None, Some(url)) => {
                        let request = self.head(url);
                        inquiry.stage = Stage::AskingTime { sent: self.now(), refusal: response };
                        self.wait_for(Awaited::Http, request, Work::Inquiry(inquiry));
                    }
                    _ => self.reply(&inquiry, sent, Ok(response)),
                }
            }
        }
    }

    /// Sets the server's clock by the date of an answer; `false` if that makes no difference.
    fn correct_clock(&mut self, date: Timestamp, sent: Timestamp) -> bool {
        let now = self.now();
        let mut learned = ServerClock::default();
        learned.learn(ServerTime::from_millis(date.as_millis()), sent, now);
        let (before, after) = (self.clock.server(now), learned.server(now));
        let is_other = before.since(after).max(after.since(before)) > SMALLEST_CORRECTION;
        if is_other {
            self.clock = learned;
        }
        is_other
    }

    fn reply(&mut self, inquiry: &Inquiry, sent: Timestamp, result: Result<Response, Unanswered>) {
        let is_proven = inquiry.is_proven;
        self.replied(inquiry.id, Reply { result, sent, is_proven, may_come_late: false });
    }

    /// Tells whoever asked.
    fn replied(&mut self, id: RequestId, reply: Reply) {
        match self.take(Awaited::Inquiry(id)) {
            Some(Work::Grant(grant)) => self.grant_answered(grant, id, reply),
            Some(Work::Authorization(authorization)) => self.authorization_pushed(*authorization, reply),
            Some(Work::UserInfo(user_info)) => self.user_info_answered(user_info.call, reply),
            Some(Work::ProviderCall(call)) => self.provider_call_answered(*call, reply),
            _ => {}
        }
    }
}

/// How wrong a clock must be to be what a provider dislikes about a proof.
const SMALLEST_CORRECTION: Duration = Duration::from_secs(3);
