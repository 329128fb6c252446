import { clientId, issuer, origin } from 'bench:settings';

export const settings = {
  authority: issuer,
  client_id: clientId,
  redirect_uri: `${origin}/`,
  silent_redirect_uri: `${origin}/silent.html`,
};
