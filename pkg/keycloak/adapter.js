/**
 * The adapter that `init` was given, or the one for browsers.
 *
 * @param {import('./session.js').Keycloak} keycloak
 * @param {import('../keycloak.d.ts').KeycloakInitOptions['adapter']} adapter
 * @param {() => Promise<unknown>} leave tells the other tabs that the user signs out
 * @returns {import('../keycloak.d.ts').KeycloakAdapter}
 */
export function adapterFor(keycloak, adapter, leave) {
  if (typeof adapter === 'object') return adapter
  const cordova = 'Cordova' in window || 'cordova' in window ? 'cordova' : undefined
  const wanted = adapter === 'default' ? undefined : adapter?.startsWith('cordova') ? adapter : cordova
  if (wanted) throw new Error(`The adapter '${wanted}' is not supported.`)

  /** @type {import('../keycloak.d.ts').KeycloakAdapter['redirectUri']} */
  const redirectUri = (options) => options?.redirectUri || keycloak.redirectUri || location.href
  return {
    redirectUri,
    login: async (options) => goTo(await keycloak.createLoginUrl(options)),
    register: async (options) => goTo(await keycloak.createRegisterUrl(options)),
    accountManagement: async () => goTo(keycloak.createAccountUrl()),
    logout: async (options) => {
      const url = keycloak.createLogoutUrl(options)
      const fields = { id_token_hint: keycloak.idToken, client_id: keycloak.clientId, post_logout_redirect_uri: redirectUri(options) }
      await leave()
      if ((options?.logoutMethod ?? keycloak.logoutMethod) === 'GET') return location.replace(url)
      const form = document.createElement('form')
      form.method = 'POST'
      form.action = url
      form.hidden = true
      for (const [name, value] of Object.entries(fields)) {
        if (value) form.append(Object.assign(document.createElement('input'), { type: 'hidden', name, value }))
      }
      document.body.append(form)
      form.submit()
    },
  }
}

/**
 * Leaves the page, and never settles.
 *
 * @param {string} url
 * @returns {Promise<never>}
 */
function goTo(url) {
  location.assign(url)
  return new Promise(() => {})
}
