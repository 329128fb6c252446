// Runs in the hidden frame of a silent sign-in: hands the answer's address to the page that opened the frame,
// if that page is of this origin, and does nothing else.
if (window.parent !== window) window.parent.postMessage(window.location.href, window.location.origin)
