import type { KeycloakPages } from '../configuration'
import { element, name, spoken } from '../element'
import { icon } from '../icon'

/** Users, roles and sessions are Keycloak's: its own console is the place for them. */
export function administration(pages: KeycloakPages | undefined): HTMLElement {
  return element(
    'section',
    { class: 'page' },
    element('h1', {}, 'Administration'),
    pages === undefined
      ? element('p', { class: 'muted' }, 'This sign-in service has no admin console that AgentDesk knows of.')
      : element(
          'p',
          { class: 'muted' },
          'Users, groups and sign-in rules of the realm ',
          name(pages.realm),
          ' live in Keycloak’s admin console.',
        ),
    pages && element('ul', { class: 'cards' }, ...places(pages)),
  )
}

function places({ adminConsole, realm }: KeycloakPages): HTMLElement[] {
  const place = (title: string, words: string, path: string): HTMLElement =>
    element(
      'li',
      {},
      element(
        'a',
        { class: 'card card--link', href: `${adminConsole}${path}`, target: '_blank', rel: 'noopener' },
        element('span', { class: 'card__title' }, title, icon('link'), spoken(' (opens a new tab)')),
        element('span', { class: 'muted' }, words),
      ),
    )
  const within = `#/${encodeURIComponent(realm)}`
  return [
    place('Admin console', 'Everything about this realm', ''),
    place('Users', 'Add people, reset a second factor', `${within}/users`),
    place('Groups', 'Permission groups and teams', `${within}/groups`),
    place('Sessions', 'Who is signed in now', `${within}/sessions`),
  ]
}
