// Runs where a sign-in beside the page ends: hands the answer's address to the page of this origin that began it, and does
// nothing else. That page has this one in a hidden frame; or opened it as a popup; or cannot be reached from the popup any
// more, because a page on the way has cut it off, and then listens on the channel it has named in the popup's storage.
const address = window.location.href
const page = window.parent === window ? window.opener : window.parent
if (page) page.postMessage(address, window.location.origin)
else {
  const name = window.sessionStorage.getItem('cx-auth.popup')
  if (name) {
    const channel = new BroadcastChannel(name)
    // Heard; and that page cannot close this one any more.
    channel.onmessage = () => window.close()
    channel.postMessage(address)
  }
}
