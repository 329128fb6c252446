// Before sign-in: one button, and what went wrong if something did.
import { element, name } from '../element'
import { icon } from '../icon'
import { troubleWith, type Trouble } from '../trouble'
import { brand } from './brand'

export interface StartScreen {
  readonly trouble: Trouble | undefined
  readonly issuer: string | undefined
  /** Absent as long as it is not known where to sign in. Settles only if the page could not be left. */
  readonly signIn: (() => Promise<never>) | undefined
  readonly tryAgain: () => Promise<void>
}

export function startScreen({ trouble, issuer, signIn, tryAgain }: StartScreen): HTMLElement {
  const message = element('div', { class: 'start__message' }, trouble && troubleCard(trouble))
  const button = element('button', { class: 'button button--primary button--wide', type: 'button' })
  const retries = trouble?.remedy === 'try-again' || signIn === undefined
  button.textContent = retries ? 'Try again' : 'Sign in'

  let busy = false
  button.addEventListener('click', async () => {
    if (busy) return
    busy = true
    const label = button.textContent
    button.textContent = retries ? 'Trying…' : 'Taking you to sign-in…'
    try {
      await (retries ? tryAgain() : signIn?.())
    } catch (error) {
      const said = troubleWith(error)
      message.replaceChildren(...(said === undefined ? [] : [troubleCard(said)]))
    } finally {
      busy = false
      button.textContent = label
    }
  })

  return element(
    'main',
    { class: 'start' },
    element(
      'div',
      { class: 'start__claim' },
      brand(),
      element('h1', {}, 'Your desk for every conversation'),
      element('p', {}, 'Calls, chats and e-mails of your customers in one place.'),
    ),
    element(
      'div',
      { class: 'start__card' },
      element('h2', {}, 'Ready to begin?'),
      message,
      button,
      issuer === undefined ? undefined : element('p', { class: 'start__note' }, 'You sign in at ', name(host(issuer)), '.'),
      element('p', { class: 'start__note' }, 'A demonstration: customers and conversations are made up.'),
    ),
  )
}

function troubleCard({ title, advice, reference }: Trouble): HTMLElement {
  return element(
    'div',
    { class: 'notice notice--danger', role: 'alert' },
    icon('warning'),
    element(
      'div',
      {},
      element('p', { class: 'notice__title' }, title),
      element('p', {}, advice),
      element('p', { class: 'notice__reference' }, 'For support: ', element('code', {}, reference)),
    ),
  )
}

const host = (issuer: string): string => (URL.canParse(issuer) ? new URL(issuer).host : issuer)
