// Elements without a framework. Text is always text: nothing here, or anywhere in this app, parses HTML.

export type Child = Node | string | undefined

type Listener = (event: Event) => void

/** A string is an attribute, `true` an empty one, `undefined` and `false` none, a function a listener (`onclick`). */
export type Attributes = Readonly<Record<string, string | boolean | Listener | undefined>>

export function element<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  attributes: Attributes = {},
  ...children: Child[]
): HTMLElementTagNameMap[Tag] {
  const made = document.createElement(tag)
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === 'function') made.addEventListener(name.replace(/^on/, ''), value)
    else if (value === true) made.setAttribute(name, '')
    else if (typeof value === 'string') made.setAttribute(name, value)
  }
  made.append(...children.filter((child) => child !== undefined))
  return made
}

/** A name or anything else that people typed: its writing direction must not disturb what stands around it. */
export const name = (text: string): HTMLElement => element('bdi', {}, text)

/** Text for screen readers only. */
export const spoken = (text: string): HTMLElement => element('span', { class: 'spoken' }, text)
