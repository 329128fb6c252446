import { element } from '../element'

export const brand = (): HTMLElement =>
  element(
    'span',
    { class: 'brand' },
    element('img', { src: new URL('logo.svg', document.baseURI).href, alt: '', width: '28', height: '28' }),
    element('span', { class: 'brand__name' }, 'AgentDesk'),
  )
