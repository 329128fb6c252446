//! `Output::Frame`: a hidden frame that ends at the silent redirect page, whose script (`pkg/silent.js`) hands its
//! address to this page.

use std::cell::Cell;
use std::rc::Rc;
use std::time::Duration;

use cx_auth_core::io::FrameFailure;
use cx_auth_core::secret::SecretUrl;
use gloo_timers::callback::Timeout;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Event, HtmlIFrameElement, MessageEvent, Window};

use super::listener::Listener;
use super::timer;

/// A frame under way. Dropping it removes it.
#[derive(Debug)]
pub struct HiddenFrame {
    element: HtmlIFrameElement,
    _listener: Listener,
    _limit: Timeout,
}

/// Opens the frame. `reply` is called once, and never before this returns.
pub fn open(
    url: &SecretUrl,
    timeout: Duration,
    reply: impl FnOnce(Result<SecretUrl, FrameFailure>) + 'static,
) -> Result<HiddenFrame, FrameFailure> {
    let window = web_sys::window().ok_or(FrameFailure::Blocked)?;
    let element = hidden_frame(&window, url).ok_or(FrameFailure::Blocked)?;
    let reply = Rc::new(Cell::new(Some(reply)));
    let late = Rc::clone(&reply);
    let limit = Timeout::new(timer::milliseconds(timeout), move || {
        if let Some(reply) = late.take() {
            reply(Err(FrameFailure::Timeout));
        }
    });
    let origin = window.location().origin().map_err(|_| FrameFailure::Blocked)?;
    let frame = element.clone();
    let hear = move |event: Event| {
        let Some(address) = address_from(&event, &frame, &origin) else { return };
        if let Some(reply) = reply.take() {
            reply(Ok(SecretUrl::new(address)));
        }
    };
    let listener = Listener::new(&window, "message", hear).ok_or(FrameFailure::Blocked)?;
    Ok(HiddenFrame { element, _listener: listener, _limit: limit })
}

impl Drop for HiddenFrame {
    fn drop(&mut self) {
        self.element.remove();
    }
}

fn hidden_frame(window: &Window, url: &SecretUrl) -> Option<HtmlIFrameElement> {
    let document = window.document()?;
    let element: HtmlIFrameElement = document.create_element("iframe").ok()?.dyn_into().ok()?;
    element.set_hidden(true);
    element.set_title("Silent sign-in");
    element.set_src(url.secret());
    // Before the document has a body, its root will do: the frame takes no room.
    let parent =
        document.body().map(JsValue::from).or_else(|| document.document_element().map(JsValue::from))?;
    parent.unchecked_into::<web_sys::Node>().append_child(&element).ok()?;
    Some(element)
}

/// The address in a message, if it is from the silent redirect page in that very frame.
fn address_from(event: &Event, frame: &HtmlIFrameElement, origin: &str) -> Option<String> {
    let message = event.dyn_ref::<MessageEvent>()?;
    let source = message.source()?;
    let window = frame.content_window()?;
    let from_frame = js_sys::Object::is(source.as_ref(), window.as_ref()) && message.origin() == origin;
    if from_frame { message.data().as_string() } else { None }
}
