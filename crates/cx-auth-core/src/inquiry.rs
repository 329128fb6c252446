//! Requests to the provider that may have to be proven: proof, request, and once more if the provider says what was wrong
//! with the proof.
//!
//! Each step is bounded in time. Whoever asked is told once, good or bad. An inquiry that is given up while its request is
//! on its way stays here without a deadline, since its answer may still be of use, until it is forgotten.

use crate::dpop::Asker;
use crate::error::TokenRequestError;
use crate::io::{CryptoFailure, HttpFailure, Method, RequestId, Response};
use crate::secret::{AccessToken, SecretText};
use crate::session::Pending;
use crate::time::{ServerClock, ServerTime};
use crate::{Machine, Timestamp};
use core::time::Duration;

/// An inquiry under way.
#[derive(Debug)]
pub(crate) struct Inquiry {
    id: RequestId,
    question: Question,
    /// Whether it brings a proof.
    is_proven: bool,
    stage: Stage,
    /// When the stage is given up; `None` if that was done.
    deadline: Option<Timestamp>,
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
    /// `GET` with this token.
    Token(AccessToken),
}

#[derive(Debug)]
enum Stage {
    /// The proof is being made.
    Proving,
    /// The request is on its way.
    Asking { request: RequestId, sent: Timestamp },
    /// The provider did not like the time of the proof, so the page's own server is asked what time it is.
    AskingTime { request: RequestId, sent: Timestamp, refusal: Response },
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

impl Inquiry {
    pub(crate) fn deadline(&self) -> Option<Timestamp> {
        self.deadline
    }

    fn is_answered_by(&self, id: RequestId) -> bool {
        match &self.stage {
            Stage::Proving => false,
            Stage::Asking { request, .. } | Stage::AskingTime { request, .. } => *request == id,
        }
    }
}

impl Machine {
    /// Asks the provider; what comes of it is delivered under the id, never before this returns.
    pub(crate) fn inquire(&mut self, url: &str, content: Content) -> RequestId {
        let id = self.new_id();
        let is_proven = match content {
            Content::Form(_) => self.wants_proofs(),
            Content::Token(_) => self.is_session_bound(),
        };
        let question = Question { url: url.to_owned(), content };
        let (stage, amends) = (Stage::Proving, Vec::new());
        self.begin(Inquiry { id, question, is_proven, stage, deadline: None, amends });
        id
    }

    /// Forgets an inquiry: whatever comes of it is no longer wanted.
    pub(crate) fn forget_inquiry(&mut self, id: RequestId) {
        self.forget_proof(Asker::Inquiry(id));
        self.inquiries.retain(|inquiry| inquiry.id != id);
    }

    /// Whether the answer to an inquiry that was given up may still come.
    pub(crate) fn may_be_answered_late(&self, id: RequestId) -> bool {
        self.inquiries.iter().any(|inquiry| inquiry.id == id)
    }

    pub(crate) fn inquiry_proven(&mut self, id: RequestId, result: Result<SecretText, CryptoFailure>) {
        let is_meant = |inquiry: &Inquiry| inquiry.id == id && matches!(inquiry.stage, Stage::Proving);
        let Some(index) = self.inquiries.iter().position(is_meant) else { return };
        let inquiry = self.inquiries.remove(index);
        match result {
            Ok(proof) => self.ask(inquiry, Some(proof)),
            Err(failure) => {
                let sent = self.now();
                self.reply(&inquiry, sent, Err(Unanswered::Crypto(failure)));
            }
        }
    }

    pub(crate) fn inquiry_http_answered(&mut self, id: RequestId, result: Result<Response, HttpFailure>) {
        let Some(index) = self.inquiries.iter().position(|inquiry| inquiry.is_answered_by(id)) else {
            return;
        };
        let mut inquiry = self.inquiries.remove(index);
        let stage = core::mem::replace(&mut inquiry.stage, Stage::Proving);
        let (sent, mut response) = match (stage, result) {
            (Stage::Asking { sent, .. }, Ok(response)) => (sent, response),
            (Stage::Asking { sent, .. }, Err(failure)) => {
                return self.reply(&inquiry, sent, Err(Unanswered::Http(failure)));
            }
            (Stage::AskingTime { sent, refusal, .. }, time) => {
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
        match wanted.filter(|amends| inquiry.deadline.is_some() && !inquiry.amends.contains(amends)) {
            None => self.reply(&inquiry, sent, Ok(response)),
            Some(amends) => {
                inquiry.amends.push(amends);
                self.make_amends(inquiry, amends, sent, response);
            }
        }
    }

    pub(crate) fn give_up_overdue_inquiries(&mut self) {
        let now = self.now();
        let is_overdue = |inquiry: &Inquiry| inquiry.deadline.is_some_and(|deadline| deadline <= now);
        while let Some(index) = self.inquiries.iter().position(is_overdue) {
            let mut inquiry = self.inquiries.remove(index);
            inquiry.deadline = None;
            let id = inquiry.id;
            let (sent, failure) = match &inquiry.stage {
                Stage::Proving => {
                    self.forget_proof(Asker::Inquiry(id));
                    (now, Unanswered::Crypto(CryptoFailure::Unavailable))
                }
                Stage::Asking { sent, .. } => (*sent, Unanswered::Http(HttpFailure::Timeout)),
                Stage::AskingTime { sent, refusal, .. } => {
                    let (sent, refusal) = (*sent, refusal.clone());
                    self.reply(&inquiry, sent, Ok(refusal));
                    continue;
                }
            };
            let is_proven = inquiry.is_proven;
            if matches!(inquiry.stage, Stage::Asking { .. }) {
                self.inquiries.push(inquiry);
            }
            self.replied(id, Reply { result: Err(failure), sent, is_proven });
        }
    }

    fn begin(&mut self, mut inquiry: Inquiry) {
        if !inquiry.is_proven {
            return self.ask(inquiry, None);
        }
        inquiry.deadline = Some(self.new_deadline());
        let asker = Asker::Inquiry(inquiry.id);
        let url = inquiry.question.url.clone();
        let (method, token) = match &inquiry.question.content {
            Content::Form(_) => (Method::Post, None),
            Content::Token(token) => (Method::Get, Some(token.clone())),
        };
        self.inquiries.push(inquiry);
        self.prove(asker, method.as_str(), &url, token);
    }

    fn ask(&mut self, mut inquiry: Inquiry, proof: Option<SecretText>) {
        let url = inquiry.question.url.clone();
        let Pending { id: request, deadline } = match &inquiry.question.content {
            Content::Form(form) => self.post_form(url, form.clone(), proof),
            Content::Token(token) => {
                let mut authorization = String::from(if proof.is_some() { "DPoP " } else { "Bearer " });
                authorization.push_str(token.secret());
                self.get(url, Some(authorization), proof)
            }
        };
        inquiry.deadline = Some(deadline);
        inquiry.stage = Stage::Asking { request, sent: self.now() };
        self.inquiries.push(inquiry);
    }

    /// What the provider says is wrong with the proof (RFC 9449, sections 5 and 8).
    fn wanted_amends(&self, inquiry: &Inquiry, response: &Response, has_nonce: bool) -> Option<Amends> {
        if !matches!(response.status, 400 | 401) {
            return None;
        }
        if let Content::Token(_) = inquiry.question.content {
            return (inquiry.is_proven && has_nonce && response.status == 401).then_some(Amends::Nonce);
        }
        let json = (self.read_json)(response.body.secret())?;
        let text = |name| json.get(name).and_then(crate::Json::as_text).unwrap_or_default();
        match text("error") {
            "use_dpop_nonce" if inquiry.is_proven && has_nonce => Some(Amends::Nonce),
            "invalid_dpop_proof" if inquiry.is_proven => Some(Amends::Time),
            "invalid_dpop_proof" | "use_dpop_nonce" if !inquiry.is_proven => Some(Amends::Proof),
            // Keycloak's words are "DPoP proof is missing", for a client that requires bound tokens, and "DPoP proof is not
            // active", for one whose clock is wrong. It looks at the proof before it uses up the code.
            "invalid_request" if text("error_description").contains("DPoP") => match inquiry.is_proven {
                false => Some(Amends::Proof),
                true => text("error_description").contains("not active").then_some(Amends::Time),
            },
            _ => None,
        }
    }

    fn make_amends(&mut self, mut inquiry: Inquiry, amends: Amends, sent: Timestamp, response: Response) {
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
                        let Pending { id: request, deadline } = self.head(url);
                        inquiry.deadline = Some(deadline);
                        let sent = self.now();
                        inquiry.stage = Stage::AskingTime { request, sent, refusal: response };
                        self.inquiries.push(inquiry);
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
        self.replied(inquiry.id, Reply { result, sent, is_proven: inquiry.is_proven });
    }

    /// Tells whoever asked.
    fn replied(&mut self, id: RequestId, reply: Reply) {
        let reply = self.grant_answered(id, reply);
        let reply = reply.and_then(|reply| self.authorization_pushed(id, reply));
        let reply = reply.and_then(|reply| self.user_info_answered(id, reply));
        if let Some(reply) = reply {
            self.provider_call_answered(id, reply);
        }
    }
}

/// How wrong a clock must be to be what a provider dislikes about a proof.
const SMALLEST_CORRECTION: Duration = Duration::from_secs(3);
