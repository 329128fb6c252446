import { element } from '../element'
import { brand } from './brand'

/** While the session is looked for. Its words come a moment late (in the style sheet), so a quick answer does not flicker. */
export const loadingScreen = (): HTMLElement =>
  element(
    'main',
    { class: 'waiting' },
    brand(),
    element('h1', { class: 'spoken' }, 'AgentDesk'),
    element('p', { class: 'waiting__words', role: 'status' }, 'Looking for your session…'),
  )
