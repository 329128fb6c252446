// The whole app: reads its configuration, starts the session, and shows the screen that fits where the session stands.
import { createAuth, type Auth } from 'cx-auth'
import { keycloakPages, readConfiguration, type Configuration } from './configuration'
import { Desk } from './desk/desk'
import { loadingScreen } from './screens/loading'
import { startScreen } from './screens/start'
import { troubleWith } from './trouble'

export class AgentDesk {
  readonly #root: HTMLElement
  #auth: Auth | undefined
  #configuration: Configuration | undefined
  #desk: Desk | undefined

  constructor(root: HTMLElement) {
    this.#root = root
  }

  async open(): Promise<void> {
    this.#show(loadingScreen())
    try {
      this.#configuration ??= await readConfiguration()
      this.#auth ??= this.#createAuth(this.#configuration)
      const { appState } = await this.#auth.start()
      // Back from sign-in: go on in the view where the person was.
      if (location.hash === '' && appState?.startsWith('#/')) location.replace(appState)
    } catch (error) {
      this.#showStart(error)
    }
  }

  #createAuth({ issuer, clientId }: Configuration): Auth {
    const home = new URL('./', document.baseURI)
    const auth = createAuth({
      issuer,
      clientId,
      redirectUri: home.href,
      silentRedirectUri: new URL('silent.html', home).href,
    })
    auth.subscribe(() => this.#follow(auth))
    return auth
  }

  /** After each change of the session. The desk stays as long as its person does: what they typed, and their call, go on. */
  #follow(auth: Auth): void {
    const { state, user } = auth
    if (state.status === 'loading') return this.#show(loadingScreen())
    if (user === undefined || state.status === 'signed-out') return this.#showStart(state.error)
    if (this.#desk?.person !== user.sub || !this.#desk.element.isConnected) {
      const pages = this.#configuration && keycloakPages(this.#configuration.issuer)
      this.#desk = new Desk(auth, user, pages)
      this.#show(this.#desk.element)
    }
    this.#desk.update(state, user)
  }

  #showStart(error: unknown): void {
    const auth = this.#auth
    this.#show(
      startScreen({
        trouble: error === undefined ? undefined : troubleWith(error),
        issuer: this.#configuration?.issuer,
        signIn: auth && (() => auth.signIn({ appState: location.hash })),
        tryAgain: () => this.#tryAgain(),
      }),
    )
  }

  async #tryAgain(): Promise<void> {
    await this.open()
    // If it failed again, the same button is where the person left it.
    this.#root.querySelector('button')?.focus()
  }

  #show(screen: HTMLElement): void {
    this.#root.replaceChildren(screen)
  }
}
