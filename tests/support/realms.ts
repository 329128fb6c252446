// Copies of the one realm of this repository: each worker has one, and a journey that changes settings makes its own.
import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { KeycloakAdmin, Representation } from './admin.mjs';
import { environment } from './environment.mjs';

export interface TestRealm {
  readonly name: string;
  readonly issuer: string;
  /** The public client that journeys of single pages sign in to. */
  readonly clientId: string;
  readonly redirectUri: string;
}

export interface RealmWishes {
  /** Where the journey's own small server listens: `redirectUri` is its root. */
  readonly origin: string;
  /** Where Keycloak sends this realm's mail. */
  readonly mailPort: number;
  /** Settings of the realm that differ from the file's; what is in the file is the argument. */
  readonly settings?: (file: Representation) => Representation;
  /** How many seconds an access token of AgentDesk lives, if not as long as in the file. */
  readonly tokenLife?: number;
  /** Settings of the journeys' client that differ, its name for one. */
  readonly client?: Representation;
}

export const journeysClient = 'journeys';
export const agentDeskClient = 'agentdesk';

export async function makeRealm(admin: KeycloakAdmin, purpose: string, wishes: RealmWishes): Promise<TestRealm> {
  const name = `${purpose}-${randomBytes(4).toString('hex')}`;
  const file = JSON.parse(await readFile(environment.realmFile, 'utf8')) as Representation;
  const realm = withoutIds(file) as Representation;
  const redirectUri = `${wishes.origin}/`;
  await admin.post('realms', {
    ...realm,
    realm: name,
    users: serviceAccountsOf(realm),
    clients: [
      ...(realm['clients'] as Representation[]).map((client) => withTokenLife(client, wishes.tokenLife)),
      {
        clientId: journeysClient,
        name: 'AgentDesk',
        publicClient: true,
        standardFlowEnabled: true,
        directAccessGrantsEnabled: false,
        redirectUris: [`${wishes.origin}/*`],
        webOrigins: [wishes.origin],
        attributes: { 'post.logout.redirect.uris': `${wishes.origin}/*` },
        ...wishes.client,
      },
    ],
    smtpServer: { host: 'localhost', port: String(wishes.mailPort), from: 'no-reply@expertflow.example' },
    ...wishes.settings?.(realm),
  });
  admin.forgetToken();
  return { name, issuer: `${environment.keycloakUrl}/realms/${name}`, clientId: journeysClient, redirectUri };
}

export async function removeRealm(admin: KeycloakAdmin, realm: TestRealm): Promise<void> {
  await admin.delete(`realms/${realm.name}`);
}

/** Ids are unique over all realms of a server, so a copy must not carry its original's. */
function withoutIds(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutIds);
  if (value === null || typeof value !== 'object') return value;
  const kept = Object.entries(value).filter(([key]) => !['id', '_id', 'containerId', 'keycloakVersion'].includes(key));
  return Object.fromEntries(kept.map(([key, inner]) => [key, withoutIds(inner)]));
}

function withTokenLife(client: Representation, seconds: number | undefined): Representation {
  if (seconds === undefined || client['clientId'] !== agentDeskClient) return client;
  const attributes = { ...(client['attributes'] as Representation), 'access.token.lifespan': String(seconds) };
  return { ...client, attributes };
}

function serviceAccountsOf(realm: Representation): Representation[] {
  const users = (realm['users'] ?? []) as Representation[];
  return users.filter((user) => user['serviceAccountClientId'] !== undefined);
}
