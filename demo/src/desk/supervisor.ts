// The supervisor's view: how the team is doing now.
import type { User } from 'cx-auth'
import { element, name } from '../element'
import { figures, team, type TeamMember } from '../sample/team'

const columns = ['Agent', 'State', 'Since', 'Handled', 'Rating']

export function supervisor(user: User): HTMLElement {
  const teams = user.groups.filter((path) => path.startsWith('/team-')).map((path) => path.slice('/team-'.length))
  return element(
    'section',
    { class: 'page' },
    element('h1', {}, 'Supervisor'),
    element('p', { class: 'muted' }, teams.length === 0 ? 'You are in no team.' : `Team: ${teams.join(', ')}`),
    element(
      'dl',
      { class: 'figures' },
      ...figures.map(({ title, value }) =>
        element('div', { class: 'figure' }, element('dt', {}, title), element('dd', {}, value)),
      ),
    ),
    element(
      'div',
      { class: 'table', role: 'region', 'aria-label': 'Agents', tabindex: '0' },
      element(
        'table',
        {},
        element('caption', { class: 'spoken' }, 'Agents and what they do now'),
        element(
          'thead',
          {},
          element('tr', {}, ...columns.map((title) => element('th', { scope: 'col' }, title))),
        ),
        element('tbody', {}, ...team.map(row)),
      ),
    ),
  )
}

function row({ name: agent, state, since, handled, satisfaction }: TeamMember): HTMLElement {
  const kind = state === 'In conversation' ? 'busy' : state === 'Ready' ? 'ready' : 'away'
  return element(
    'tr',
    {},
    element('th', { scope: 'row' }, name(agent)),
    element('td', {}, element('span', { class: `state state--${kind}` }, state)),
    element('td', {}, since),
    element('td', {}, String(handled)),
    element('td', {}, satisfaction),
  )
}
