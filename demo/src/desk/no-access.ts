// The closed doors, each with its reason and a way on.
import type { Auth, User } from 'cx-auth'
import { element, name } from '../element'
import { icon } from '../icon'

export function noAccess(title: string, missing: string, roles: readonly string[]): HTMLElement {
  return element(
    'section',
    { class: 'closed' },
    element('span', { class: 'closed__icon' }, icon('lock')),
    element('h1', {}, 'You don’t have access'),
    element('p', {}, `${title} needs ${missing}.`),
    element(
      'p',
      { class: 'muted' },
      roles.length === 0 ? 'You have no role.' : `You have: ${roles.join(', ')}. `,
      'Your administrator can change that.',
    ),
  )
}

/** For a person who is signed in, but for whom nothing was set up. */
export function emptyDesk(user: User, auth: Auth): HTMLElement {
  const leave = () => void auth.signOut().catch(() => undefined)
  return element(
    'section',
    { class: 'closed' },
    element('span', { class: 'closed__icon' }, icon('person')),
    element('h1', {}, 'Your desk is empty'),
    element('p', {}, 'You are signed in, but you have no role in the contact centre yet, so there is nothing to show.'),
    element(
      'p',
      { class: 'muted' },
      'Ask your administrator for a role and a permission group. Your user name is ',
      name(user.username ?? user.sub),
      '.',
    ),
    element('button', { class: 'button', type: 'button', onclick: leave }, 'Use another account'),
  )
}
