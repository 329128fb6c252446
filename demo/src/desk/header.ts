import type { Auth, User } from 'cx-auth'
import type { KeycloakPages } from '../configuration'
import { element, name, spoken } from '../element'
import { icon } from '../icon'
import { brand } from '../screens/brand'
import { troubleWith } from '../trouble'

export const header = (auth: Auth, user: User, pages: KeycloakPages | undefined): HTMLElement =>
  element(
    'header',
    { class: 'header' },
    brand(),
    element('div', { class: 'header__end' }, presence(), personMenu(auth, user, pages)),
  )

function presence(): HTMLElement {
  const choice = element(
    'select',
    { class: 'presence__choice', id: 'presence' },
    ...['Ready', 'On a break', 'Not ready'].map((state) => element('option', {}, state)),
  )
  const dot = element('span', { class: 'presence__dot', 'aria-hidden': 'true' })
  choice.addEventListener('change', () => dot.classList.toggle('presence__dot--away', choice.selectedIndex > 0))
  return element(
    'div',
    { class: 'presence' },
    dot,
    element('label', { class: 'spoken', for: 'presence' }, 'Presence'),
    choice,
  )
}

/** A button that opens a short list: closes on Escape, on a click elsewhere and when the focus leaves. */
function personMenu(auth: Auth, user: User, pages: KeycloakPages | undefined): HTMLElement {
  const known = displayName(user)
  const note = element('p', { class: 'menu__note', role: 'alert' })
  const leave = async (): Promise<void> => {
    try {
      await auth.signOut()
    } catch (error) {
      note.textContent = troubleWith(error)?.title ?? ''
    }
  }
  const list = element(
    'div',
    { class: 'menu__list', id: 'person-menu', hidden: true },
    element(
      'p',
      { class: 'menu__who' },
      name(known),
      element('span', { class: 'muted' }, name(user.email ?? user.username ?? '')),
    ),
    pages && accountLink(pages),
    element('button', { class: 'menu__entry', type: 'button', onclick: () => void leave() }, icon('out'), 'Sign out'),
    note,
  )
  const button = element(
    'button',
    { class: 'menu__button', type: 'button', 'aria-expanded': 'false', 'aria-controls': 'person-menu' },
    element('span', { class: 'avatar', 'aria-hidden': 'true' }, initials(known)),
    element('span', { class: 'menu__name' }, name(known)),
    icon('down'),
  )
  const menu = element('div', { class: 'menu' }, button, list)

  const open = (wanted: boolean): void => {
    list.hidden = !wanted
    button.setAttribute('aria-expanded', String(wanted))
  }
  const isOpen = () => button.getAttribute('aria-expanded') === 'true'
  button.addEventListener('click', () => open(!isOpen()))
  menu.addEventListener('keydown', (event) => {
    if (event.key !== 'Escape' || !isOpen()) return
    open(false)
    button.focus()
  })
  menu.addEventListener('focusout', (event) => {
    if (!(event.relatedTarget instanceof Node && menu.contains(event.relatedTarget))) open(false)
  })
  // A click on the words in the menu must not take the focus, and with it the menu, away.
  list.addEventListener('pointerdown', (event) => {
    if (event.target instanceof Element && event.target.closest('a, button') === null) event.preventDefault()
  })
  return menu
}

const accountLink = ({ account }: KeycloakPages): HTMLElement =>
  element(
    'a',
    { class: 'menu__entry', href: account, target: '_blank', rel: 'noopener' },
    icon('person'),
    'Your account',
    spoken(' (opens a new tab)'),
  )

export const displayName = (user: User): string => user.name ?? user.username ?? user.sub

function initials(text: string): string {
  const words = text.split(/\s+/u).filter((word) => word !== '')
  const letters = [words[0], words.length > 1 ? words.at(-1) : undefined]
  return letters.map((word) => [...(word ?? '')][0] ?? '').join('').toUpperCase()
}
