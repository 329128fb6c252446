// The people of a journey: each gets users of its own, so that journeys can run side by side.
import { randomBytes } from 'node:crypto';
import { Authenticator } from './totp.mjs';

/** @import { KeycloakAdmin, Representation } from './admin.mjs' */

/**
 * @typedef {object} PersonWishes
 * @property {string} [username]
 * @property {string} [firstName]
 * @property {string} [lastName]
 * @property {string} [email]
 * @property {boolean} [enabled]
 * @property {boolean} [emailVerified]
 * @property {readonly string[]} [roles] realm roles
 * @property {readonly string[]} [groups] names of top-level groups
 * @property {readonly string[]} [requiredActions]
 * @property {number} [authenticators] how many apps are enrolled already, without the journey of enrolment; default none
 */

/**
 * @typedef {object} Person
 * @property {string} id
 * @property {string} username
 * @property {string} email
 * @property {string} password
 * @property {readonly Authenticator[]} authenticators
 */

/** @typedef {Person & { readonly authenticator: Authenticator }} EnrolledPerson with the first of their apps */

/** Fulfils the realm's password policy; for tests only. */
export const password = 'Journey-Pass-2026';

/** @param {KeycloakAdmin} admin @param {string} realm @param {PersonWishes} [wishes] @returns {Promise<Person>} */
export async function makePerson(admin, realm, wishes = {}) {
  const username = wishes.username ?? `person-${randomBytes(5).toString('hex')}`;
  const email = wishes.email ?? `${randomBytes(5).toString('hex')}@people.example`;
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
  if (wishes.roles !== undefined && wishes.roles.length > 0) {
    const roles = await Promise.all(wishes.roles.map((role) => admin.get(`realms/${realm}/roles/${role}`)));
    await admin.post(`realms/${realm}/users/${id}/role-mappings/realm`, roles);
  }
  return { id, username, email, password, authenticators: secrets.map((secret) => Authenticator.fromStoredSecret(secret)) };
}

/** @param {KeycloakAdmin} admin @param {string} realm @param {PersonWishes} [wishes] @returns {Promise<EnrolledPerson>} */
export async function makeEnrolledPerson(admin, realm, wishes = {}) {
  const person = await makePerson(admin, realm, { authenticators: 1, ...wishes });
  const authenticator = person.authenticators[0];
  if (authenticator === undefined) throw new Error('an enrolled person needs an authenticator');
  return { ...person, authenticator };
}

/** @param {string} secret @param {number} index @returns {Representation} */
function authenticatorCredential(secret, index) {
  return {
    type: 'otp',
    userLabel: index === 0 ? 'Phone' : `Tablet ${index}`,
    secretData: JSON.stringify({ value: secret }),
    credentialData: JSON.stringify({ subType: 'totp', digits: 6, period: 30, counter: 0, algorithm: 'HmacSHA1' }),
  };
}
