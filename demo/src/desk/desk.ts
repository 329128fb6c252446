// The signed-in app: header, rail, the chosen view, the session beside it.
import type { Auth, AuthState, User } from 'cx-auth'
import { access, firstView, rolesToShow, viewNames, type ViewName } from '../access'
import type { KeycloakPages } from '../configuration'
import { element } from '../element'
import { administration } from './administration'
import { connectionBanner } from './banner'
import { conversations } from './conversations'
import { header } from './header'
import { emptyDesk, noAccess } from './no-access'
import { Rail, viewTitles } from './rail'
import { SessionPanel } from './session'
import { supervisor } from './supervisor'

export class Desk {
  readonly element: HTMLElement
  readonly person: string
  readonly #auth: Auth
  readonly #pages: KeycloakPages | undefined
  readonly #rail: Rail
  readonly #main = element('main', { class: 'desk__main', id: 'view', tabindex: '-1' })
  readonly #banner = element('div', { class: 'desk__banner' })
  readonly #session: SessionPanel
  readonly #views = new Map<ViewName, HTMLElement>()
  #user: User
  #rights = ''
  #status: AuthState['status'] | undefined

  constructor(auth: Auth, user: User, pages: KeycloakPages | undefined) {
    this.#auth = auth
    this.#user = user
    this.#pages = pages
    this.person = user.sub
    this.#rail = new Rail()
    this.#session = new SessionPanel(auth)
    this.element = element(
      'div',
      { class: 'desk' },
      element('a', { class: 'skip', href: '#view', onclick: (event) => this.#skip(event) }, 'Skip to the desk'),
      header(auth, user, pages),
      this.#banner,
      this.#rail.element,
      this.#main,
      this.#session.element,
    )
    const changed = () => {
      if (!this.element.isConnected) return removeEventListener('hashchange', changed)
      this.#showView()
      this.#main.focus()
    }
    addEventListener('hashchange', changed)
  }

  update(state: AuthState, user: User): void {
    this.#user = user
    this.#session.update(state, user)
    if (state.status !== this.#status) {
      this.#status = state.status
      this.#banner.replaceChildren(...connectionBanner(state, () => this.#signInAgain()))
    }
    // A refresh may bring other roles or groups: then the views are made anew, else they stay with all that was typed into them.
    const rights = JSON.stringify([user.roles, user.groups])
    if (rights !== this.#rights) {
      this.#rights = rights
      this.#views.clear()
      this.#main.replaceChildren()
      this.#showView()
    }
  }

  #showView(): void {
    const chosen = viewNames.find((view) => location.hash === `#/${view}`)
    const view = chosen ?? firstView(this.#auth) ?? 'conversations'
    let shown = this.#views.get(view)
    if (shown === undefined) {
      shown = this.#make(view)
      this.#views.set(view, shown)
      this.#main.append(shown)
    }
    for (const other of this.#views.values()) other.hidden = other !== shown
    this.#rail.update(view, this.#auth)
    document.title = `${viewTitles[view]} – AgentDesk`
  }

  #make(view: ViewName): HTMLElement {
    if (firstView(this.#auth) === undefined) return emptyDesk(this.#user, this.#auth)
    const answer = access(view, this.#auth)
    if (!answer.allowed) return noAccess(viewTitles[view], answer.missing, rolesToShow(this.#user))
    switch (view) {
      case 'conversations':
        return conversations(this.#auth, this.#user)
      case 'supervisor':
        return supervisor(this.#user)
      case 'administration':
        return administration(this.#pages)
    }
  }

  #signInAgain(): Promise<never> {
    const { username } = this.#user
    return this.#auth.signIn({ appState: location.hash, ...(username === undefined ? {} : { loginHint: username }) })
  }

  #skip(event: Event): void {
    event.preventDefault()
    this.#main.focus()
  }
}
