// A customer's code: every public name once, with the types written out.
import { AuthError, createAuth } from 'cx-auth'
import type { Auth, AuthConfig, AuthErrorCode, AuthState, User } from 'cx-auth'

const config: AuthConfig = {
  issuer: 'https://sso.example/realms/expertflow',
  clientId: 'agentdesk',
  redirectUri: 'https://desk.example/',
  postLogoutRedirectUri: 'https://desk.example/',
  scope: 'profile email',
  silentRedirectUri: 'https://desk.example/silent.html',
  timeoutMs: 5_000,
  wasm: new URL('https://desk.example/cx_auth_bg.wasm'),
}

export const auth: Auth = createAuth(config)

export async function open(): Promise<string> {
  const state: AuthState = await auth.start({ onLoad: 'check-sso' })
  switch (state.status) {
    case 'loading':
    case 'signed-in':
      break
    case 'retrying':
    case 'needs-sign-in':
    case 'signed-out':
      if (state.error) report(state.error.code)
      break
    default:
      state satisfies never
  }
  const end: () => void = auth.subscribe((next: AuthState) => console.log(next.status))
  end()
  const user: User | undefined = auth.user
  const names: string[] = user ? [user.sub, user.username ?? '', user.name ?? '', user.email ?? '', ...user.roles, ...user.groups] : []
  const viewer: boolean = auth.hasRole('agent') && auth.hasRole('viewer', 'cim') && auth.inGroup('/agents_permission')
  const until: number | undefined = auth.accessTokenExpiresAt
  return [viewer, until, await auth.accessToken({ minValidity: 30 }), ...names].join()
}

export async function leave(): Promise<void> {
  try {
    await auth.signIn({ loginHint: 'agent1', prompt: 'login', locale: 'de', idpHint: 'ldap', redirectUri: 'https://desk.example/', appState: '/queue' })
  } catch (error) {
    if (error instanceof AuthError) report(error.code)
  }
  await auth.signOut({ redirectUri: 'https://desk.example/' }).catch((error: unknown) => console.warn(error))
  auth.dispose()
}

function report(code: AuthErrorCode): void {
  if (code === 'wasm-unavailable') console.warn('blocked by policy?')
}
