// The page that the provider loads in a hidden frame of its own when the user signs out there (OpenID Connect Front-Channel
// Logout 1.0). Tells the app's tabs whose session that was; each of them looks whether it is theirs. A session that is kept in
// the browser's database is forgotten here, in case that no tab is open.
//
// Stands alone, since an app serves a copy of it. What it writes and says is what the package's own tabs do.

const { searchParams } = new URL(window.location.href)
const issuer = searchParams.get('iss')
const session = searchParams.get('sid')
// A provider that does not say which session it was could not be told from somebody who wants to sign the user out.
if (issuer && session) await tell(issuer, session)

/**
 * @param {string} issuer
 * @param {string} session
 */
async function tell(issuer, session) {
  const database = await open()
  const transaction = database?.transaction('records', 'readwrite', { durability: 'strict' })
  const cursor = transaction?.objectStore('records').openCursor()
  if (cursor) {
    cursor.onsuccess = () => {
      const row = cursor.result
      if (!row) return
      const key = String(row.key)
      if (key.endsWith(`@${issuer}`)) {
        // Nobody waits for an answer: the provider only sees that the page was loaded.
        new BroadcastChannel(`cx-auth:${key}`).postMessage(`${new URLSearchParams({ kind: 'logout', sid: session })}`)
        if (sessionOf(row.value) === session) row.update({ generation: row.value.generation + 1, kind: 'ended' })
      }
      row.continue()
    }
  }
}

/**
 * The name of the session that is kept in a row, if one is.
 *
 * @param {{ session?: string }} row
 */
function sessionOf({ session }) {
  try {
    const [, claims] = new URLSearchParams(session).get('id_token')?.split('.') ?? []
    return JSON.parse(atob(claims.replaceAll('-', '+').replaceAll('_', '/'))).sid
  } catch {
    return undefined
  }
}

/** The package's database, if there is one. @returns {Promise<IDBDatabase | undefined>} */
function open() {
  return new Promise((resolve) => {
    const request = indexedDB.open('cx-auth')
    // There was none, so nobody has signed in here.
    request.onupgradeneeded = () => request.transaction?.abort()
    request.onsuccess = () => resolve(request.result)
    request.onerror = () => resolve(undefined)
  })
}

export {}
