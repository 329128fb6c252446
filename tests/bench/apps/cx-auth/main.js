import { createAuth } from 'cx-auth';
import { run } from '../../contestant.js';
import { clientId, issuer, origin } from 'bench:settings';

const auth = createAuth({ issuer, clientId, redirectUri: `${origin}/`, silentRedirectUri: `${origin}/silent.html` });
/** @type {string} */
let token;

run({
  start: async () => {
    await auth.start();
    return (token = await auth.accessToken());
  },
  refresh: async () => (token = await auth.accessToken({ insteadOf: token })),
  hasRole: (role) => auth.hasRole(role),
});
