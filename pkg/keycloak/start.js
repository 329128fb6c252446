import { likeKeycloak } from './request.js'

/** @typedef {import('./session.js').Keycloak} Keycloak */
/** @typedef {import('./session.js').Session} Session */
/** @typedef {import('../keycloak.d.ts').KeycloakInitOptions} Options */

/**
 * Takes up the answer this page was opened with, or the tokens that the app has brought along, or looks for a session.
 *
 * @param {Keycloak} keycloak
 * @param {Session} session
 * @param {Options} options
 */
export async function takeUp(keycloak, session, options) {
  const page = location.href
  const isAnswer = /[?#&]state=/.test(page) && /[?#&](code|error|access_token)=/.test(page)
  if (isAnswer) {
    await session.openStatus()
    if (await (keycloak.responseType === 'code' ? takeAnswer : takeFrontChannel)(keycloak, session, page)) return
  }
  if (options.token && options.refreshToken) return takeOwn(keycloak, session, options)
  if (options.onLoad) return look(keycloak, session, options)
  if (!isAnswer) await start(session, 'callback-only')
}

/**
 * @param {Keycloak} keycloak
 * @param {Session} session
 * @param {string} page
 * @returns {Promise<boolean>} whether there was one
 */
async function takeAnswer(keycloak, session, page) {
  const { appState, actionStatus } = await start(session, 'callback-only').catch((error) => {
    keycloak.onAuthError?.()
    throw error
  })
  const { prompt, fragment, options } = appState ? JSON.parse(appState) : /** @type {any} */ ({})
  if (fragment) history.replaceState(history.state, '', '#' + fragment)
  const action = /[?#&]kc_action=([^&#]*)/.exec(page)?.[1]
  if (actionStatus) keycloak.onActionUpdate?.(/** @type {any} */ (actionStatus), action && decodeURIComponent(action))
  if (keycloak.authenticated) return signedIn(keycloak, session)
  const { error } = session
  // Nobody asked for it: a page opened again, or a forgery.
  if (!error || error.code.startsWith('callback-')) return false
  const words = /** @type {{ error: string, description?: string } | undefined} */ (error.cause)
  return refused(keycloak, words && { error: words.error, error_description: words.description }, { prompt, options }, error)
}

/**
 * What Keycloak's refusal leads to.
 *
 * @param {Keycloak} keycloak
 * @param {{ error: string, error_description?: string } | undefined} data
 * @param {{ prompt?: string, options?: import('../keycloak.d.ts').KeycloakLoginOptions }} asked
 * @param {import('../index.d.ts').AuthError} [error]
 */
export async function refused(keycloak, data, { prompt, options }, error) {
  if (data && prompt === 'none') return true
  if (data?.error_description === 'authentication_expired') {
    await keycloak.login(options)
    return true
  }
  keycloak.onAuthError?.(/** @type {any} */ (data))
  throw data ?? likeKeycloak(/** @type {any} */ (error))
}

/**
 * @param {Keycloak} keycloak
 * @param {Session} session
 */
async function takeFrontChannel(keycloak, session) {
  const { takeFragment } = await import('./front-channel.js')
  const isTaken = await takeFragment(keycloak, session)
  return isTaken && (!keycloak.authenticated || signedIn(keycloak, session))
}

/**
 * @param {Keycloak} keycloak
 * @param {Session} session
 * @param {Options} options
 */
async function takeOwn(keycloak, session, options) {
  const { adopt } = await import('./own-tokens.js')
  const { timeSkew } = keycloak
  await session.quietly((client) => adopt(client, /** @type {any} */ (options), timeSkew ?? 0))
  keycloak.timeSkew = timeSkew
  const isUnchanged = await session.isUnchanged(keycloak.sessionId)
  if (isUnchanged) return void signedIn(keycloak, session)
  if (isUnchanged === false) return keycloak.clearToken()
  try {
    await keycloak.updateToken(-1)
    keycloak.onAuthSuccess?.()
  } catch (error) {
    keycloak.onAuthError?.()
    if (!options.onLoad) throw error
    await look(keycloak, session, options)
  }
}

/**
 * @param {Keycloak} keycloak
 * @param {Session} session
 * @param {Options} options
 */
async function look(keycloak, session, { onLoad, locale }) {
  if (onLoad !== 'check-sso' && onLoad !== 'login-required') throw new Error('Invalid value for onLoad')
  const isSilent = onLoad === 'check-sso'
  // The session page knows if there is nobody.
  if (isSilent && (await session.isUnchanged())) return void (await start(session, 'callback-only'))
  if (keycloak.flow === 'implicit') return void (await keycloak.login({ ...(isSilent && { prompt: 'none' }), ...(locale && { locale }) }))
  await start(session, 'check-sso')
  if (keycloak.authenticated) return void signedIn(keycloak, session)
  if (!isSilent || !keycloak.silentCheckSsoRedirectUri) {
    await keycloak.login({ ...(isSilent && { prompt: 'none' }), ...(locale && { locale }) })
  }
}

/**
 * @param {Session} session
 * @param {'callback-only' | 'check-sso'} onLoad
 */
const start = (session, onLoad) => session.quietly((client) => client.start(/** @type {any} */ ({ onLoad })))

/**
 * @param {Keycloak} keycloak
 * @param {Session} session
 */
function signedIn(keycloak, session) {
  keycloak.onAuthSuccess?.()
  session.watch()
  return true
}
