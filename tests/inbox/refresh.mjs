// In the browser: takes new letters into the list, without a reload that would lose the focus and the place.
const status = /** @type {HTMLElement} */ (document.getElementById('count'));
const list = /** @type {HTMLElement} */ (document.getElementById('letters'));
const empty = /** @type {HTMLElement} */ (document.getElementById('empty'));

async function refresh() {
  const answer = await fetch('/');
  const fresh = new DOMParser().parseFromString(await answer.text(), 'text/html');
  const rows = [...fresh.querySelectorAll('#letters > li')];
  for (const row of [...list.children]) if (!rows.some(({ id }) => id === row.id)) row.remove();
  for (const row of rows.reverse()) if (document.getElementById(row.id) === null) list.prepend(row);
  empty.hidden = list.childElementCount > 0;
  document.title = fresh.title;
  say(fresh.getElementById('count')?.textContent ?? '');
}

/** Only what changed is announced. @param {string} words */
function say(words) {
  if (status.textContent !== words) status.textContent = words;
}

async function forever() {
  await refresh().catch(() => say('The inbox has stopped'));
  setTimeout(forever, 2000);
}

await forever();
