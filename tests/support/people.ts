// The people of a journey: each gets users of its own, so that journeys can run side by side.
import { randomBytes } from 'node:crypto';
import type { KeycloakAdmin, Representation } from './admin.mjs';
import { Authenticator } from './totp.mjs';

export interface PersonWishes {
  readonly username?: string;
  readonly firstName?: string;
  readonly lastName?: string;
  readonly email?: string;
  readonly enabled?: boolean;
  readonly emailVerified?: boolean;
  readonly roles?: readonly string[];
  /** Names of top-level groups. */
  readonly groups?: readonly string[];
  readonly requiredActions?: readonly string[];
  /** How many authenticator apps are enrolled already, without the journey of enrolment. Default none. */
  readonly authenticators?: number;
}

export interface Person {
  readonly id: string;
  readonly username: string;
  readonly email: string;
  readonly password: string;
  readonly authenticators: readonly Authenticator[];
}

/** A person with an authenticator app, and the first of their apps. */
export interface EnrolledPerson extends Person {
  readonly authenticator: Authenticator;
}

/** Fulfils the realm's password policy; for tests only. */
export const password = 'Journey-Pass-2026';

export async function makePerson(admin: KeycloakAdmin, realm: string, wishes: PersonWishes = {}): Promise<Person> {
  const username = wishes.username ?? `person-${randomBytes(5).toString('hex')}`;
  const email = wishes.email ?? `${username}@people.example`;
  const secrets = Array.from({ length: wishes.authenticators ?? 0 }, () => randomBytes(10).toString('hex'));
  const id = await admin.post(`realms/${realm}/users`, {
    username,
    email,
    firstName: wishes.firstName ?? 'Amira',
    lastName: wishes.lastName ?? 'Haddad',
    enabled: wishes.enabled ?? true,
    emailVerified: wishes.emailVerified ?? true,
    requiredActions: wishes.requiredActions ?? [],
    groups: (wishes.groups ?? []).map((group) => `/${group}`),
    credentials: [{ type: 'password', value: password, temporary: false }, ...secrets.map(authenticatorCredential)],
  });
  if (id === undefined) throw new Error('Keycloak did not name the new user');
  if (wishes.roles !== undefined && wishes.roles.length > 0) await grant(admin, realm, id, wishes.roles);
  return { id, username, email, password, authenticators: secrets.map((secret) => Authenticator.fromStoredSecret(secret)) };
}

export async function makeEnrolledPerson(
  admin: KeycloakAdmin,
  realm: string,
  wishes: PersonWishes = {},
): Promise<EnrolledPerson> {
  const person = await makePerson(admin, realm, { authenticators: 1, ...wishes });
  const authenticator = person.authenticators[0];
  if (authenticator === undefined) throw new Error('an enrolled person needs an authenticator');
  return { ...person, authenticator };
}

async function grant(admin: KeycloakAdmin, realm: string, id: string, roles: readonly string[]): Promise<void> {
  const known = await Promise.all(roles.map((role) => admin.get(`realms/${realm}/roles/${role}`)));
  await admin.post(`realms/${realm}/users/${id}/role-mappings/realm`, known);
}

function authenticatorCredential(secret: string, index: number): Representation {
  return {
    type: 'otp',
    userLabel: index === 0 ? 'Phone' : `Tablet ${index}`,
    secretData: JSON.stringify({ value: secret }),
    credentialData: JSON.stringify({ subType: 'totp', digits: 6, period: 30, counter: 0, algorithm: 'HmacSHA1' }),
  };
}
