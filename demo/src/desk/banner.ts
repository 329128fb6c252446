// What a person on a call must know about their sign-in, without losing the call.
import type { AuthState } from 'cx-auth'
import { element } from '../element'
import { icon } from '../icon'
import { troubleWith } from '../trouble'

export function connectionBanner(state: AuthState, signIn: () => Promise<never>): HTMLElement[] {
  switch (state.status) {
    case 'retrying':
      return [
        element(
          'div',
          { class: 'banner banner--warning', role: 'status' },
          icon('retry'),
          element('p', {}, 'Connection to sign-in lost, trying again; your call goes on.'),
        ),
      ]
    case 'needs-sign-in':
      return [endedBanner(signIn)]
    default:
      return []
  }
}

function endedBanner(signIn: () => Promise<never>): HTMLElement {
  const words = element('p', {}, 'Your sign-in has ended; your call goes on. Sign in again to keep working.')
  const again = async (): Promise<void> => {
    button.textContent = 'Taking you to sign-in…'
    try {
      await signIn()
    } catch (error) {
      const said = troubleWith(error)
      if (said !== undefined) words.textContent = `${said.title}. ${said.advice}`
      button.textContent = 'Sign in again'
    }
  }
  const button = element('button', { class: 'button', type: 'button', onclick: () => void again() }, 'Sign in again')
  return element('div', { class: 'banner banner--danger', role: 'alert' }, icon('warning'), words, button)
}
