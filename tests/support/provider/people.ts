// Who can sign in at the second provider.
import type { Account, AccountClaims } from 'oidc-provider';

export interface Person {
  readonly sub: string;
  readonly username: string;
  readonly password: string;
  /** Their second factor, the same each time: what the sign-in page does with it is not what is tested here. */
  readonly code: string;
  readonly claims: Readonly<Record<string, unknown>>;
}

export const amira: Person = {
  sub: 'f3a1-amira',
  username: 'amira',
  password: 'Journey-Pass-2026',
  code: '123456',
  claims: {
    name: 'Amira Haddad',
    given_name: 'Amira',
    family_name: 'Haddad',
    preferred_username: 'amira',
    email: 'amira@people.example',
    email_verified: true,
    roles: ['agent'],
    groups: ['/agents_permission', '/team-support/night'],
  },
};

export const bruno: Person = {
  sub: 'b7c2-bruno',
  username: 'bruno',
  password: 'Journey-Pass-2026',
  code: '654321',
  claims: { name: 'Bruno Kaya', preferred_username: 'bruno', email: 'bruno@people.example', roles: ['supervisor'], groups: [] },
};

const people = [amira, bruno];

export const personNamed = (username: string): Person | undefined => people.find((person) => person.username === username);

/** What of a person is told for which scope. */
export const claimsByScope = {
  profile: ['name', 'given_name', 'family_name', 'preferred_username', 'roles', 'groups'],
  email: ['email', 'email_verified'],
};

export function accountOf(sub: string): Account | undefined {
  const person = people.find((candidate) => candidate.sub === sub);
  if (person === undefined) return undefined;
  const claims: AccountClaims = { sub, ...person.claims };
  return { accountId: sub, claims: () => claims };
}
