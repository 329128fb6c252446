// The way from view to view. Views that a person may not see are there too, marked, and say why when opened.
import { access, viewNames, type Holder, type ViewName } from '../access'
import { element, spoken } from '../element'
import { icon, type IconName } from '../icon'

export const viewTitles: Record<ViewName, string> = {
  conversations: 'Conversations',
  supervisor: 'Supervisor',
  administration: 'Administration',
}

const icons: Record<ViewName, IconName> = { conversations: 'chat', supervisor: 'team', administration: 'shield' }

export class Rail {
  readonly element: HTMLElement
  readonly #links = new Map<ViewName, { readonly link: HTMLElement; readonly lock: HTMLElement }>()

  constructor() {
    const list = element('ul', { class: 'rail__list' })
    for (const view of viewNames) {
      const lock = element('span', { class: 'rail__lock' }, icon('lock'), spoken(', no access'))
      const link = element(
        'a',
        { class: 'rail__link', href: `#/${view}` },
        element('span', { class: 'rail__icon' }, icon(icons[view])),
        element('span', { class: 'rail__title' }, viewTitles[view]),
        lock,
      )
      this.#links.set(view, { link, lock })
      list.append(element('li', {}, link))
    }
    this.element = element('nav', { class: 'rail', 'aria-label': 'Views' }, list)
  }

  update(current: ViewName, holder: Holder): void {
    for (const [view, { link, lock }] of this.#links) {
      if (view === current) link.setAttribute('aria-current', 'page')
      else link.removeAttribute('aria-current')
      lock.hidden = access(view, holder).allowed
    }
  }
}
