// The entry that its Vite plugin wraps: the frame of the silent sign-in loads the same page, and does not get as far as here.
import { createOidc } from 'oidc-spa/core';
import { run } from '../../contestant.js';
import { clientId, issuer } from 'bench:settings';

/** @typedef {{ realm_access: { roles: string[] } }} Claims */
/** @type {import('oidc-spa/core').Oidc.LoggedIn<Claims>} */
let oidc;

run({
  start: async () => {
    const created = await createOidc({ issuerUri: issuer, clientId });
    if (!created.isUserLoggedIn) return undefined;
    oidc = /** @type {typeof oidc} */ (/** @type {unknown} */ (created));
    return (await oidc.getTokens()).accessToken;
  },
  refresh: async () => {
    await oidc.renewTokens();
    return (await oidc.getTokens()).accessToken;
  },
  hasRole: (role) => oidc.getDecodedIdToken().realm_access.roles.includes(role),
});
