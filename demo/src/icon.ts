// Line icons, drawn on a 24 by 24 grid. All are decoration: the text beside them says the same.

const shapes = {
  chat: 'M20 11.5a7.5 7.5 0 0 1-7.5 7.5H4l1.7-3A7.5 7.5 0 1 1 20 11.5Z',
  phone: 'M6 4h3l1.5 4.5L8.3 10a12 12 0 0 0 5.7 5.7l1.5-2.200L20 15v3a2 2 0 0 1-2.2 2A16 16 0 0 1 4 6.2 2 2 0 0 1 6 4Z',
  mail: 'M4 6h16v12H4ZM4 7l8 6 8-6',
  team: 'M9 11a3 3 0 1 0 0-6 3 3 0 0 0 0 6ZM3.5 19a5.5 5.5 0 0 1 11 0M16 5.300a3 3 0 0 1 0 5.500M17 13.700a5.5 5.5 0 0 1 3.5 5.3',
  shield: 'M12 3.5 5 6v5.500c0 4 2.9 7 7 9 4.1-2 7-5 7-9V6ZM9 12l2.2 2.200L15.2 10',
  lock: 'M6 11h12v9H6ZM8.5 11V8a3.5 3.5 0 0 1 7 0v3',
  clock: 'M12 20a8 8 0 1 0 0-16 8 8 0 0 0 0 16ZM12 8v4.300l2.8 1.7',
  warning: 'M12 4 2.8 19.500h18.400ZM12 10v4.500M12 17v.1',
  check: 'm5 12.5 4.5 4.500L19 7.5',
  down: 'm6 9.5 6 6 6-6',
  out: 'M10 4H5v16h5M14 8l4 4-4 4M18 12H9',
  person: 'M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8ZM4.5 20a7.5 7.5 0 0 1 15 0',
  link: 'M14 5h5v5M19 5l-8 8M17 14v5H5V7h5',
  pause: 'M9 6v12M15 6v12',
  mute: 'M9 6a3 3 0 0 1 6 0v5M9 9v2a3 3 0 0 0 4.5 2.600M6 11a6 6 0 0 0 9.5 4.900M18 11a6 6 0 0 1-.4 2.200M12 17v3M4 4l16 16',
  retry: 'M19 12a7 7 0 1 1-2.1-5L19 9M19 4.500V9h-4.5',
} as const

export type IconName = keyof typeof shapes

export function icon(name: IconName): SVGSVGElement {
  const namespace = 'http://www.w3.org/2000/svg'
  const drawing = document.createElementNS(namespace, 'svg')
  drawing.setAttribute('viewBox', '0 0 24 24')
  drawing.setAttribute('aria-hidden', 'true')
  drawing.classList.add('icon')
  const path = document.createElementNS(namespace, 'path')
  path.setAttribute('d', shapes[name])
  drawing.append(path)
  return drawing
}
