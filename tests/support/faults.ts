// What goes wrong with a sign-in whoever the provider is: callbacks as forgers write them, refusals, endpoints that are broken.
// With each the code by which the SDK tells it.
import type { Page } from '@playwright/test';

/** Queries as a forger writes them, who knows the issuer and adds it. */
export const forgedCallbacks = {
  'a forged state': ['?code=1234&state=forged', 'callback-state-unknown'],
  'no state': ['?code=1234', 'callback-state-missing'],
  'two states': ['?code=1234&state=one&state=two', 'callback-malformed'],
  'two codes': ['?code=1234&code=5678&state=one', 'callback-malformed'],
  'both code and error': ['?code=1234&error=access_denied&state=one', 'callback-malformed'],
  'an error and a forged state': ['?error=access_denied&state=forged', 'callback-state-unknown'],
} as const;

/** Errors that a provider sends the browser back with. */
export const refusals = {
  access_denied: 'access-denied',
  temporarily_unavailable: 'temporarily-unavailable',
  login_required: 'login-required',
} as const;

/** An endpoint that nobody listens at, one that never answers, or what it answers. */
export type Fault = 'gone' | 'silent' | { readonly status: number; readonly contentType: string; readonly body: string };

export const tokenEndpointFaults: Readonly<Record<string, readonly [string, Fault]>> = {
  'that is down': ['unreachable', 'gone'],
  'that answers 500': ['server-failed', { status: 500, contentType: 'application/json', body: '{"error":"unknown_error"}' }],
  'that answers HTML': ['unexpected-answer', { status: 200, contentType: 'text/html', body: '<h1>Maintenance</h1>' }],
  'that answers JSON of another shape': [
    'unexpected-answer',
    { status: 200, contentType: 'application/json', body: '[{"access_token":7}]' },
  ],
  'that answers nothing within the timeout': ['timeout', 'silent'],
};

export const discoveryFaults: Readonly<Record<string, readonly [string, Fault]>> = {
  'the provider is unreachable': ['unreachable', 'gone'],
  'the provider does not answer': ['timeout', 'silent'],
  'a proxy answers 502': ['server-failed', { status: 502, contentType: 'text/html', body: '<h1>Bad gateway</h1>' }],
  'the metadata are HTML': ['unexpected-answer', { status: 200, contentType: 'text/html', body: '<h1>Welcome</h1>' }],
};

/** The address that the provider sends the browser to when sign-in is done. */
export function watchCallback(page: Page): () => string {
  let callback = '';
  page.on('request', (request) => {
    if (request.isNavigationRequest() && request.frame() === page.mainFrame() && /[?&#]code=/.test(request.url())) {
      callback = request.url();
    }
  });
  return () => callback;
}
