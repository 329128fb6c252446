import { createOidc, oidcEarlyInit } from 'oidc-spa/core';
import { run, settings } from './tab.ts';

const { issuer, clientId, path } = settings;

// A page that is only on its way, to the provider or back, must not start the application.
if (oidcEarlyInit({ BASE_URL: path }).shouldLoadApp) {
  const created = createOidc({ issuerUri: issuer, clientId });
  const session = async () => {
    const oidc = await created;
    if (!oidc.isUserLoggedIn) throw new Error('nobody is signed in');
    return oidc;
  };
  run({
    start: async () => {
      await created;
    },
    renew: async () => {
      const oidc = await session();
      await oidc.renewTokens();
      return (await oidc.getTokens()).accessToken;
    },
    token: async () => (await (await session()).getTokens()).accessToken,
    standing: async () => ((await created).isUserLoggedIn ? 'signed-in' : 'signed-out'),
    signIn: async () => {
      const oidc = await created;
      return oidc.isUserLoggedIn ? undefined : oidc.login({ doesCurrentHrefRequiresAuth: false });
    },
    signOut: async () => (await session()).logout({ redirectTo: 'current page' }),
  });
}
