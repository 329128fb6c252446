// What a person reads when signing in fails: what happened, and what to do. The code is for whoever supports them.
import { AuthError, type AuthErrorCode } from 'cx-auth'
import { ConfigurationError } from './configuration'

export interface Trouble {
  readonly title: string
  readonly advice: string
  /** What helps: asking again, or a new sign-in. */
  readonly remedy: 'try-again' | 'sign-in'
  readonly reference: string
}

export function troubleWith(error: unknown): Trouble | undefined {
  if (error instanceof ConfigurationError) {
    return {
      title: 'AgentDesk isn’t set up yet',
      advice: `${error.message} Whoever installed AgentDesk can put this right.`,
      remedy: 'try-again',
      reference: 'configuration',
    }
  }
  const code = error instanceof AuthError ? error.code : 'unknown'
  const said = words(code)
  return said && { ...said, reference: code }
}

type Words = Omit<Trouble, 'reference'>

/** `undefined`: nothing that a person needs to hear of. */
function words(code: AuthErrorCode | 'unknown'): Words | undefined {
  switch (code) {
    case 'navigation-abandoned':
    case 'login-required':
    case 'interaction-required':
    case 'silent-timeout':
    case 'silent-blocked':
    case 'popup-closed':
    case 'disposed':
      return undefined
    case 'offline':
      return { title: 'You’re offline', advice: 'Check your network connection, then try again.', remedy: 'try-again' }
    case 'timeout':
    case 'unreachable':
    case 'server-failed':
    case 'unexpected-answer':
    case 'temporarily-unavailable':
      return {
        title: 'The sign-in service can’t be reached',
        advice: 'It may be busy or restarting. Wait a moment, then try again.',
        remedy: 'try-again',
      }
    case 'wasm-unavailable':
      return {
        title: 'AgentDesk didn’t load completely',
        advice: 'Check your network connection, then try again.',
        remedy: 'try-again',
      }
    case 'invalid-config':
    case 'discovery-refused':
    case 'issuer-mismatch':
      return {
        title: 'AgentDesk doesn’t match the sign-in service',
        advice: 'The address or the realm in config.json seems wrong. Whoever installed AgentDesk can put this right.',
        remedy: 'try-again',
      }
    case 'access-denied':
      return { title: 'Sign-in was declined', advice: 'Nothing was changed. You can sign in again.', remedy: 'sign-in' }
    case 'callback-state-missing':
    case 'callback-state-unknown':
    case 'callback-expired':
    case 'callback-malformed':
    case 'code-refused':
    case 'invalid-id-token':
      return {
        title: 'That sign-in can’t be used any more',
        advice: 'It was finished already, took too long, or began in another window. Please sign in again.',
        remedy: 'sign-in',
      }
    case 'session-ended':
    case 'not-signed-in':
      return { title: 'Your session has ended', advice: 'Sign in again to go on.', remedy: 'sign-in' }
    case 'storage-denied':
      return {
        title: 'Your browser blocks storage for this site',
        advice: 'Allow site data for AgentDesk in the browser’s settings, then sign in.',
        remedy: 'sign-in',
      }
    case 'popup-blocked':
      return {
        title: 'Your browser blocked the sign-in window',
        advice: 'Allow pop-ups for AgentDesk, or sign in again.',
        remedy: 'sign-in',
      }
    case 'insufficient-authentication':
      return { title: 'A stronger sign-in is needed', advice: 'Sign in again, with everything that is asked for.', remedy: 'sign-in' }
    case 'redirect-loop':
      return {
        title: 'Sign-in goes round in circles',
        advice: 'It began again and again within seconds. Wait a moment, then sign in.',
        remedy: 'sign-in',
      }
    case 'crypto-unavailable':
      return {
        title: 'Your browser is too old, or the page isn’t secure',
        advice: 'Open AgentDesk over https in a current browser.',
        remedy: 'try-again',
      }
    case 'sign-in-refused':
    case 'token-request-refused':
    case 'user-info-refused':
    case 'api-origin-not-allowed':
    case 'device-code-expired':
    case 'sign-out-unsupported':
    case 'not-a-browser':
    case 'unknown':
      return { title: 'Sign-in didn’t work', advice: 'Please try once more.', remedy: 'sign-in' }
  }
}
