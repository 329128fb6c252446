import { UserManager } from 'oidc-client-ts';
import { run } from '../../contestant.js';
import { settings } from './settings.js';

const manager = new UserManager(settings);
/** @type {readonly string[]} */
let roles = [];

/** It answers no question for roles: the application reads the claims. @param {import('oidc-client-ts').User | null} user */
function read(user) {
  const access = /** @type {{ roles: string[] } | undefined} */ (user?.profile['realm_access']);
  roles = access?.roles ?? [];
  return user?.access_token;
}

run({
  start: async () => read(await manager.signinSilent()),
  refresh: async () => read(await manager.signinSilent()),
  hasRole: (role) => roles.includes(role),
});
