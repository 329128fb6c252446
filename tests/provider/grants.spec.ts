// Other grants than the code's: a device that has no keyboard (RFC 8628), and a token for another service (RFC 8693).
import { apiAudience, endpoints } from '../support/provider/configuration.ts';
import { ProviderPage } from '../support/provider/desk.ts';
import { amira } from '../support/provider/people.ts';
import { expect, test } from '../support/provider/test.ts';

test.beforeEach(({ consoleWatch }) => consoleWatch.allowStatus(400));

test('a device shows a code, the person signs in elsewhere, and the device is signed in', async ({ openDesk, anotherBrowser }) => {
  const { desk, provider } = await openDesk({ desk: { start: undefined } });
  expect((await desk.told((auth) => auth.start())).status).toBe('signed-out');
  const address = desk.page.waitForEvent('console', (message) => message.text().startsWith('enter it at '));
  const signedIn = desk.told(async (auth) => {
    const { signInWithDevice } = await window.part('device');
    return signInWithDevice(auth, { onCode: ({ verificationUriComplete }) => console.log(`enter it at ${verificationUriComplete}`) });
  });
  const elsewhere = await (await anotherBrowser()).newPage();
  await elsewhere.goto((await address).text().slice('enter it at '.length));
  await elsewhere.getByRole('button', { name: 'Confirm' }).click();
  await new ProviderPage(elsewhere).signIn(amira);
  await expect(elsewhere.getByRole('heading')).toHaveText('Your device is signed in');
  expect((await signedIn).status).toBe('signed-in');
  await desk.expectStatus('signed-in amira');
  expect(provider.front.to(endpoints.deviceAuthorization)).toHaveLength(1);
  expect((await desk.refresh()).error).toBeUndefined();
});

test('the person’s token is exchanged for one that the API takes', async ({ openDesk, openApi }) => {
  const { desk, provider } = await openDesk();
  const api = await openApi(provider);
  await desk.signIn(amira);
  const { token, type } = await desk.told(async (auth, audience) => {
    const { exchangeToken } = await window.part('exchange');
    return exchangeToken(auth, { audience });
  }, apiAudience);
  expect(type).toBe('access_token');
  expect(token).not.toBe(await desk.accessToken());
  expect((await fetch(`${api.origin}/calls`, { headers: { authorization: `Bearer ${token}` } })).status).toBe(200);
  const refused = await desk.ask(async (auth) => {
    const { exchangeToken } = await window.part('exchange');
    return exchangeToken(auth, { audience: 'of-nobody' });
  });
  expect(refused.error?.kind).toBe('refused');
  await desk.expectStatus('signed-in amira');
});
