// Sign-in by redirect at a provider that is not Keycloak.
import { departure, ProviderPage } from '../support/provider/desk.ts';
import { clientId, endpoints } from '../support/provider/configuration.ts';
import { amira } from '../support/provider/people.ts';
import { expect, test } from '../support/provider/test.ts';

test('a person signs in, and the desk knows who it is', async ({ openDesk }) => {
  const { desk } = await openDesk();
  await desk.expectStatus('signed-out no-session');
  await desk.signIn(amira);
  const user = await desk.told((auth) => auth.user);
  expect(user).toMatchObject({
    sub: amira.sub,
    username: 'amira',
    name: 'Amira Haddad',
    givenName: 'Amira',
    familyName: 'Haddad',
    email: 'amira@people.example',
    groups: ['/agents_permission', '/team-support/night'],
  });
  expect(await desk.told((auth) => [auth.hasRole('agent'), auth.hasRole('supervisor')])).toEqual([true, false]);
  expect(await desk.told((auth) => [auth.inGroup('/team-support'), auth.inGroup('/team')])).toEqual([true, false]);
});

test('the request asks for a code with state, nonce and PKCE, each time others', async ({ openDesk, page }) => {
  const { desk } = await openDesk();
  const asked = [];
  for (let time = 0; time < 2; time += 1) {
    const leaving = departure(page);
    await desk.pressSignIn();
    asked.push(Object.fromEntries(new URL((await leaving).url()).searchParams));
    await expect(new ProviderPage(page).name).toBeVisible();
    await desk.open();
    await desk.expectStatus('signed-out no-session');
  }
  for (const query of asked) {
    expect(query).toMatchObject({
      response_type: 'code',
      client_id: clientId,
      scope: 'openid profile email',
      code_challenge_method: 'S256',
      code_challenge: expect.stringMatching(/^[\w-]{43}$/),
      state: expect.stringMatching(/^[\w.-]{20,}$/),
      nonce: expect.stringMatching(/^[\w-]{20,}$/),
    });
  }
  for (const name of ['state', 'nonce', 'code_challenge']) expect(asked[0]?.[name]).not.toBe(asked[1]?.[name]);
});

test('the code is exchanged once, with the verifier, and nothing of it stays', async ({ openDesk, page }) => {
  const { desk, provider } = await openDesk();
  await desk.signIn(amira);
  const exchanges = provider.front.to(endpoints.token);
  expect(exchanges).toHaveLength(1);
  expect(Object.fromEntries(exchanges[0]?.form ?? [])).toEqual({
    grant_type: 'authorization_code',
    client_id: clientId,
    code: expect.any(String),
    code_verifier: expect.stringMatching(/^[\w.~-]{43,128}$/),
    redirect_uri: expect.any(String),
  });
  expect(exchanges[0]?.headers.authorization).toBeUndefined();
  const left = await page.evaluate(() => [location.search, location.hash, { ...localStorage }, document.cookie]);
  expect(left).toEqual(['', '', {}, '']);
  // What stays is when sign-ins were begun, by which a page that is sent to and fro is noticed.
  const kept = await page.evaluate(() => JSON.stringify({ ...sessionStorage }));
  const { state, nonce } = Object.fromEntries(provider.front.to(endpoints.authorization).at(-1)?.query ?? []);
  for (const secret of [state, nonce, ...(exchanges[0]?.form.values() ?? [])].filter((value) => value !== clientId)) {
    expect(kept).not.toContain(secret);
  }
});

test('after sign-in the browser is exactly where it was', async ({ openDesk, page }) => {
  const { desk, provider } = await openDesk();
  await desk.signIn(amira);
  for (const path of ['/calls/7?filter=a%20b&filter=%C3%A9+#note-2', '/?x=1&code_of_conduct=yes#/queue/7', '/#state-of-play']) {
    await test.step(path, async () => {
      // Elsewhere first: only another fragment would be no other page.
      await desk.open('/elsewhere');
      await desk.open(path);
      await desk.expectStatus('signed-in amira');
      const [before, exchanges] = [page.url(), provider.front.to(endpoints.token).length];
      await desk.pressSignIn();
      await expect.poll(() => provider.front.to(endpoints.token).length).toBeGreaterThan(exchanges);
      await desk.expectStatus('signed-in amira');
      expect(page.url()).toBe(before);
    });
  }
});

test('a note of the app comes back with the person', async ({ openDesk, page }) => {
  const { desk } = await openDesk({ desk: { start: undefined } });
  await desk.ask((auth) => void auth.signIn({ appState: 'call-42' }));
  await new ProviderPage(page).signIn(amira);
  await page.waitForURL(/[?&]code=/);
  expect(await desk.told((auth) => auth.start())).toEqual({ status: 'signed-in', appState: 'call-42' });
});

test('sign-in-required goes to the sign-in by itself', async ({ openDesk, page }) => {
  const { desk } = await openDesk({ desk: { start: { onLoad: 'sign-in-required' } } });
  await new ProviderPage(page).signIn(amira);
  await desk.expectStatus('signed-in amira');
});

test('the name to sign in with is filled in', async ({ openDesk, page }) => {
  const { desk } = await openDesk();
  await desk.ask((auth) => void auth.signIn({ loginHint: `am"ira <b>&` }));
  await expect(new ProviderPage(page).name).toHaveValue(`am"ira <b>&`);
});

test('a running session asks nobody, unless prompt says so', async ({ openDesk, page }) => {
  const { desk, provider } = await openDesk();
  await desk.signIn(amira);
  const another = await page.context().newPage();
  const second = await openDesk({ provider, page: another, desk: { start: { onLoad: 'sign-in-required' } } });
  await second.desk.expectStatus('signed-in amira');
  await second.desk.ask((auth) => void auth.signIn({ prompt: 'login' }));
  await expect(new ProviderPage(another).password).toBeVisible();
});

test('a prompt that the provider does not have is a refusal that says so', async ({ openDesk, consoleWatch }) => {
  consoleWatch.allow(/^warning: cx-auth/);
  const { desk } = await openDesk();
  await desk.ask((auth) => void auth.signIn({ prompt: 'create' }));
  await desk.expectStatus('signed-out sign-in-refused');
});

test('an app that sends the page to and fro is stopped', async ({ openDesk, consoleWatch }) => {
  consoleWatch.allow(/^warning: cx-auth/);
  const { desk, provider } = await openDesk();
  await desk.signIn(amira);
  const exchanges = () => provider.front.to(endpoints.token).length;
  for (let time = exchanges(); time < 6; time += 1) {
    await desk.ask((auth) => void auth.signIn());
    await expect.poll(exchanges).toBeGreaterThan(time);
    await desk.expectStatus('signed-in amira');
  }
  expect((await desk.ask((auth) => auth.signIn())).error?.code).toBe('redirect-loop');
  expect(exchanges()).toBe(6);
});
