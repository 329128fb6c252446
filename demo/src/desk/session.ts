// The session beside the work: who this is, how long the access token is good for, and what happened to it.
// Shows when the token ends, never the token.
import { AuthError, type Auth, type AuthState, type User } from 'cx-auth'
import { rolesToShow } from '../access'
import { everySecond, minutesAndSeconds, timeOfDay } from '../clock'
import { element, name } from '../element'
import { troubleWith } from '../trouble'
import { displayName } from './header'

export class SessionPanel {
  readonly element: HTMLElement
  readonly #auth: Auth
  readonly #who = element('dl', { class: 'facts' })
  readonly #left = element('span', { class: 'token__left', role: 'timer', 'aria-label': 'Access token is good for' })
  readonly #bar = element('span', { class: 'token__bar' })
  readonly #hint = element('p', { class: 'muted' })
  readonly #log = element('ol', { class: 'log', 'aria-label': 'Session log' })
  #expiresAt: number | undefined
  #lifetime = 0
  #status: AuthState['status'] | undefined

  constructor(auth: Auth) {
    this.#auth = auth
    const answer = element('p', { class: 'session__answer', role: 'status' })
    const ask = element('button', { class: 'button button--small', type: 'button' }, 'Use the token')
    ask.addEventListener('click', async () => {
      answer.textContent = 'Asking…'
      answer.textContent = await useToken(auth)
    })
    this.element = element(
      'aside',
      { class: 'session', 'aria-labelledby': 'session-title' },
      element('h2', { id: 'session-title' }, 'Your session'),
      this.#who,
      element(
        'div',
        { class: 'token' },
        element('h3', {}, 'Access token'),
        element('p', { class: 'token__line' }, 'Good for ', this.#left),
        element('span', { class: 'token__track', 'aria-hidden': 'true' }, this.#bar),
        this.#hint,
        ask,
        answer,
      ),
      element('h3', {}, 'Log'),
      this.#log,
    )
    everySecond(this.element, () => this.#tick())
  }

  update({ status }: AuthState, user: User): void {
    this.#showPerson(user)
    this.#note(status)
    this.#status = status
    this.#expiresAt = this.#auth.accessTokenExpiresAt
    this.#tick()
  }

  #showPerson(user: User): void {
    const fact = (title: string, ...values: Node[]): HTMLElement =>
      element('div', { class: 'facts__row' }, element('dt', {}, title), element('dd', {}, ...values))
    const chips = (texts: readonly string[], none: string): Node[] =>
      texts.length === 0
        ? [element('span', { class: 'muted' }, none)]
        : texts.map((text) => element('bdi', { class: 'chip' }, text))
    this.#who.replaceChildren(
      fact('Name', name(displayName(user))),
      fact('User name', name(user.username ?? user.sub)),
      fact('Roles', ...chips(rolesToShow(user), 'No role')),
      fact('Groups', ...chips(user.groups.map((path) => path.replace(/^\//, '')), 'No group')),
    )
  }

  /** One line for each thing that happened. This panel lives as long as the page: that its lines stay shows no navigation. */
  #note(status: AuthState['status']): void {
    const now = Date.now()
    const at = timeOfDay(now)
    const expiresAt = this.#auth.accessTokenExpiresAt
    const renewed = status === 'signed-in' && expiresAt !== undefined && expiresAt !== this.#expiresAt
    if (renewed) this.#lifetime = expiresAt - now
    if (this.#status === undefined) this.#write(`signed in at ${at}`)
    else if (renewed) this.#write(`refreshed at ${at}, no navigation`)
    else if (status !== this.#status && status === 'retrying') this.#write(`connection lost at ${at}, trying again`)
    else if (status !== this.#status && status === 'needs-sign-in') this.#write(`sign-in ended at ${at}`)
  }

  #write(line: string): void {
    this.#log.prepend(element('li', {}, line))
    while (this.#log.children.length > 50) this.#log.lastElementChild?.remove()
  }

  #tick(): void {
    const left = Math.max(0, (this.#expiresAt ?? 0) - Date.now())
    this.#left.textContent = minutesAndSeconds(left)
    this.#bar.style.inlineSize = `${this.#lifetime === 0 ? 0 : Math.min(100, (left / this.#lifetime) * 100)}%`
    const words =
      this.#status === 'retrying'
        ? 'Renewed as soon as the connection is back.'
        : this.#status === 'needs-sign-in'
          ? 'Can’t be renewed: sign in again.'
          : 'Renewed by itself before it ends.'
    if (this.#hint.textContent !== words) this.#hint.textContent = words
  }
}

/** What an app does for each request: asks for a token just before it is needed, and sends it to the service. */
async function useToken(auth: Auth): Promise<string> {
  try {
    const issuer = String(auth.user?.claims['iss'])
    const answer = await fetch(`${issuer}/protocol/openid-connect/userinfo`, {
      headers: { authorization: `Bearer ${await auth.accessToken()}` },
      signal: AbortSignal.timeout(10_000),
    })
    if (!answer.ok) return `The server answered with status ${answer.status}.`
    const { preferred_username } = (await answer.json()) as { readonly preferred_username?: unknown }
    return `The server accepted it, for ${String(preferred_username)}.`
  } catch (error) {
    return (error instanceof AuthError && troubleWith(error)?.title) || 'There was no answer.'
  }
}
