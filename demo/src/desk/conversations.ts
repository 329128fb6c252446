// The agent's view: what waits, what is open, who it is with.
import type { User } from 'cx-auth'
import { seesPersonalData, type Holder } from '../access'
import { element, name, spoken } from '../element'
import { icon, type IconName } from '../icon'
import { conversations as sample, type Channel, type Conversation } from '../sample/customers'
import { conversationPane } from './conversation'
import { displayName } from './header'

const channels: Record<Channel, { readonly icon: IconName; readonly words: string }> = {
  phone: { icon: 'phone', words: 'Call' },
  chat: { icon: 'chat', words: 'Chat' },
  mail: { icon: 'mail', words: 'E-mail' },
}

export function conversations(holder: Holder, user: User): HTMLElement {
  const full = seesPersonalData(holder)
  const panes = new Map<string, HTMLElement>()
  const pane = element('div', { class: 'conversations__pane' })
  const buttons = new Map<string, HTMLElement>()

  const open = (conversation: Conversation): void => {
    let chosen = panes.get(conversation.id)
    if (chosen === undefined) {
      chosen = conversationPane(conversation, full, displayName(user))
      panes.set(conversation.id, chosen)
      pane.append(chosen)
    }
    for (const other of panes.values()) other.hidden = other !== chosen
    for (const [id, button] of buttons) button.setAttribute('aria-pressed', String(id === conversation.id))
  }

  const list = element('ul', { class: 'queue__list' })
  for (const conversation of sample) {
    const button = row(conversation, () => open(conversation))
    buttons.set(conversation.id, button)
    list.append(element('li', {}, button))
  }
  const [first] = sample
  if (first !== undefined) open(first)

  return element(
    'section',
    { class: 'conversations' },
    element('h1', { class: 'spoken' }, 'Conversations'),
    element(
      'section',
      { class: 'queue', 'aria-labelledby': 'queue-title' },
      element('h2', { class: 'queue__title', id: 'queue-title' }, 'My conversations'),
      list,
    ),
    pane,
  )
}

function row({ channel, customer, subject, unread, waiting }: Conversation, open: () => void): HTMLElement {
  const { icon: picture, words } = channels[channel]
  return element(
    'button',
    { class: 'queue__row', type: 'button', onclick: open },
    element('span', { class: `queue__channel queue__channel--${channel}` }, icon(picture), spoken(`${words}: `)),
    element(
      'span',
      { class: 'queue__words' },
      element('bdi', { class: 'queue__name' }, customer.name),
      element('bdi', { class: 'queue__subject' }, subject),
    ),
    element(
      'span',
      { class: 'queue__end' },
      element('span', { class: 'queue__waiting' }, name(waiting)),
      unread === 0 ? undefined : element('span', { class: 'queue__unread' }, String(unread), spoken(' unread')),
    ),
  )
}
