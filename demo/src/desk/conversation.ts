// One conversation: the customer's card, the call if there is one, what was written, and the answer being typed.
import { everySecond, minutesAndSeconds } from '../clock'
import { element, name, spoken } from '../element'
import { icon, type IconName } from '../icon'
import type { Conversation, Customer, Message } from '../sample/customers'

/** `full`: whether personal data is shown in full. */
export function conversationPane(conversation: Conversation, full: boolean, agent: string): HTMLElement {
  const { id, channel, waiting, customer, messages } = conversation
  const onCall = channel === 'phone' && waiting === 'now'
  return element(
    'article',
    { class: 'conversation', 'aria-label': `Conversation with ${customer.name}` },
    customerCard(customer, full),
    onCall ? callBar() : undefined,
    ...thread(id, messages, customer.name, agent),
  )
}

function customerCard(customer: Customer, full: boolean): HTMLElement {
  const fact = (title: string, value: string): HTMLElement =>
    element('div', { class: 'customer__fact' }, element('dt', {}, title), element('dd', {}, name(value)))
  return element(
    'header',
    { class: 'customer' },
    element(
      'div',
      { class: 'customer__head' },
      element('h2', {}, name(customer.name)),
      element('span', { class: 'muted' }, customer.since),
      ...customer.labels.map((label) => element('span', { class: 'chip' }, label)),
    ),
    element(
      'dl',
      { class: 'customer__facts' },
      fact('Phone', full ? customer.phone : maskedNumber(customer.phone)),
      fact('E-mail', full ? customer.email : maskedAddress(customer.email)),
      fact('Contract', customer.contract),
    ),
    full
      ? undefined
      : element('p', { class: 'customer__mask' }, icon('lock'), 'Personal data is masked. Senior agents see it in full.'),
  )
}

function callBar(): HTMLElement {
  const begun = Date.now() - 192_000
  const time = element('span', { class: 'call__time', role: 'timer', 'aria-label': 'Length of the call' })
  const bar = element(
    'div',
    { class: 'call', role: 'group', 'aria-label': 'Call' },
    element('span', { class: 'call__live' }, icon('phone'), 'On call ', time),
    toggle('Mute', 'mute'),
    toggle('Hold', 'pause'),
  )
  everySecond(bar, () => (time.textContent = minutesAndSeconds(Date.now() - begun)))
  return bar
}

function toggle(words: string, picture: IconName): HTMLElement {
  const attributes = { class: 'button button--small', type: 'button', 'aria-pressed': 'false' }
  const button = element('button', attributes, icon(picture), words)
  button.addEventListener('click', () => {
    button.setAttribute('aria-pressed', String(button.getAttribute('aria-pressed') !== 'true'))
  })
  return button
}

function thread(id: string, messages: readonly Message[], customer: string, agent: string): HTMLElement[] {
  const list = element('div', { class: 'thread', role: 'log', 'aria-label': 'Messages', tabindex: '0' })
  const show = ({ from, time, text }: Message): void =>
    list.append(
      element(
        'div',
        { class: `message message--${from}` },
        element('p', { class: 'message__text', dir: 'auto' }, spoken(`${from === 'agent' ? agent : customer}: `), text),
        element('span', { class: 'message__time' }, time),
      ),
    )
  messages.forEach(show)

  const field = element('textarea', { class: 'composer__field', id: `answer-${id}`, rows: '1', placeholder: 'Write an answer' })
  const send = (): void => {
    const text = field.value.trim()
    if (text === '') return
    const time = new Date().toLocaleTimeString('en-GB', { hour: '2-digit', minute: '2-digit' })
    show({ from: 'agent', time, text })
    field.value = ''
    list.scrollTop = list.scrollHeight
  }
  field.addEventListener('keydown', (event) => {
    if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return
    event.preventDefault()
    send()
  })
  const composer = element(
    'form',
    { class: 'composer' },
    element('label', { class: 'spoken', for: field.id }, 'Answer'),
    field,
    element('button', { class: 'button button--primary', type: 'submit' }, 'Send'),
  )
  composer.addEventListener('submit', (event) => {
    event.preventDefault()
    send()
  })
  return [list, composer]
}

/** `+43 ••• ••• 42`: enough to recognise it, too little to use it. */
function maskedNumber(number: string): string {
  const [country = ''] = number.split(' ')
  return `${country} ••• ••• ${number.slice(-2)}`
}

const maskedAddress = (address: string): string => `${address.slice(0, 1)}•••••${address.slice(address.indexOf('@'))}`
