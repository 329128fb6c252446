// The provider's own pages: name and password, a second factor if it was asked for, and the consent. Plain forms that work
// without a script.
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Provider, InteractionResults } from 'oidc-provider';
import { personNamed } from './people.ts';

/** Authentication contexts: what a person had to show. */
export const contexts = { password: 'urn:cx-auth:password', twoFactors: 'urn:cx-auth:two-factors' } as const;

export const interactionPath = '/interaction/';

/** Answers what concerns a person; the rest is the provider's. */
export async function interact(provider: Provider, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { prompt, params } = await provider.interactionDetails(request, response);
  const wantsCode = JSON.stringify(prompt.details).includes(contexts.twoFactors);
  const hint = typeof params['login_hint'] === 'string' ? params['login_hint'] : '';
  if (request.method !== 'POST') return page(response, prompt.name === 'consent' ? consentForm : signInForm(hint, wantsCode));
  const form = new URLSearchParams(await body(request));
  if (form.has('cancel')) return finish({ error: 'access_denied', error_description: 'The person declined' });
  if (prompt.name === 'consent') return finish({ consent: {} });
  const person = personNamed(form.get('name') ?? '');
  if (person?.password !== form.get('password') || (wantsCode && person?.code !== form.get('code'))) {
    return page(response, `<p role="alert">That is not right.</p>${signInForm(hint, wantsCode)}`);
  }
  return finish({
    login: {
      accountId: person?.sub ?? '',
      acr: wantsCode ? contexts.twoFactors : contexts.password,
      amr: wantsCode ? ['pwd', 'otp'] : ['pwd'],
    },
  });

  function finish(result: InteractionResults): Promise<void> {
    return provider.interactionFinished(request, response, result, { mergeWithLastSubmission: true });
  }
}

const signInForm = (hint: string, wantsCode: boolean): string => `
  <h1>Second provider</h1>
  <form method="post">
    <p><label>Name <input name="name" value="${escaped(hint)}" autocomplete="username"></label></p>
    <p><label>Password <input name="password" type="password" autocomplete="current-password"></label></p>
    ${wantsCode ? '<p><label>One-time code <input name="code" inputmode="numeric"></label></p>' : ''}
    <p><button>Sign in</button> <button name="cancel" value="yes">Cancel</button></p>
  </form>`;

const consentForm = `
  <h1>Second provider</h1>
  <form method="post">
    <p>The desk wants to know who you are.</p>
    <p><button>Allow</button> <button name="cancel" value="yes">Cancel</button></p>
  </form>`;

export function page(response: ServerResponse, content: string): void {
  response.writeHead(200, { 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-store' });
  response.end(`<!doctype html><html lang="en"><meta charset="utf-8"><title>Second provider</title>${content}</html>`);
}

const escaped = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;');

async function body(request: IncomingMessage): Promise<string> {
  let text = '';
  for await (const chunk of request) text += String(chunk);
  return text;
}
