// Where to sign in: read from config.json at start, so that whoever deploys AgentDesk changes it without a build.

export interface Configuration {
  readonly issuer: string
  readonly clientId: string
}

export class ConfigurationError extends Error {
  override name = 'ConfigurationError'
}

export async function readConfiguration(address = new URL('config.json', document.baseURI)): Promise<Configuration> {
  let answer: Response
  let content: unknown
  try {
    answer = await fetch(address, { cache: 'no-store', signal: AbortSignal.timeout(10_000) })
  } catch (cause) {
    throw new ConfigurationError('config.json could not be fetched.', { cause })
  }
  if (!answer.ok) throw new ConfigurationError(`config.json was answered with status ${answer.status}.`)
  try {
    content = await answer.json()
  } catch (cause) {
    throw new ConfigurationError('config.json is not JSON.', { cause })
  }
  return { issuer: text(content, 'issuer'), clientId: text(content, 'clientId') }
}

function text(content: unknown, name: keyof Configuration): string {
  const value: unknown = typeof content === 'object' && content !== null ? Reflect.get(content, name) : undefined
  if (typeof value !== 'string' || value === '') throw new ConfigurationError(`config.json has no "${name}".`)
  return value
}

/** The pages of Keycloak that AgentDesk links to; none when the issuer's address is not a Keycloak realm's. */
export interface KeycloakPages {
  readonly realm: string
  readonly account: string
  readonly adminConsole: string
}

export function keycloakPages(issuer: string): KeycloakPages | undefined {
  const match = /^(https?:\/\/.+)\/realms\/([^/]+)\/?$/.exec(issuer)
  const [, base, realm] = match ?? []
  if (base === undefined || realm === undefined) return undefined
  return {
    realm: decodeURIComponent(realm),
    account: `${base}/realms/${realm}/account/`,
    adminConsole: `${base}/admin/${realm}/console/`,
  }
}
