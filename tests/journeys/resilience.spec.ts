// The wasm comes late, not at all, or finds a page that somebody else has written into: people sign in all the same.
import type { Page } from '@playwright/test';
import { OneTimeCodePage } from '../pages/one-time-code.ts';
import { SignInPage } from '../pages/sign-in.ts';
import { authorize, expectSignedIn } from '../support/authorize.ts';
import {
  expectAllIslandsAlive,
  expectIslandsLost,
  holdWasm,
  rewriteDocuments,
  spoilWasm,
  unusedPreload,
  type WasmFate,
} from '../support/islands.ts';
import { makeEnrolledPerson, makePerson } from '../support/people.mjs';
import { expect, test } from '../support/test.ts';

test('what was typed and where the focus was outlive a late wasm, and nothing moves', async ({ journey, consoleWatch }) => {
  consoleWatch.allow(unusedPreload);
  const { page } = journey;
  const wasm = await holdWasm(page);
  const signIn = await SignInPage.open(journey);
  await watchLayout(page);
  await signIn.username.pressSequentially('amira.haddad');
  await signIn.password.pressSequentially('Demo-Pass');
  await signIn.password.press('ArrowLeft');
  const before = await places(page);
  const field = await signIn.password.elementHandle();

  wasm.release();
  await expectAllIslandsAlive(page);

  await expect(signIn.username).toHaveValue('amira.haddad');
  await expect(signIn.password).toHaveValue('Demo-Pass');
  await expect(signIn.password).toBeFocused();
  expect(await signIn.password.evaluate((input: HTMLInputElement) => input.selectionStart)).toBe(8);
  expect(await signIn.password.evaluate((now, then) => now === then, field), 'the same element').toBe(true);
  expect(await layoutShift(page), 'layout shift').toBe(0);
  expect(await places(page), 'where everything is').toEqual(before);
});

test('a code typed before the wasm came still signs in', async ({ journey, consoleWatch }) => {
  consoleWatch.allow(unusedPreload);
  const { page } = journey;
  const person = await makeEnrolledPerson(journey.admin, journey.realm.name, { roles: ['agent'] });
  await (await SignInPage.open(journey)).signIn(person);
  const code = new OneTimeCodePage(journey);
  await expect(code.code).toBeVisible();
  const wasm = await holdWasm(page);
  await page.reload();
  await code.code.pressSequentially(await person.authenticator.nextCode());
  wasm.release();
  await expectAllIslandsAlive(page).catch(() => undefined); // it may have gone off by itself meanwhile
  if (await code.submit.isVisible()) await code.submit.click().catch(() => undefined);
  await expectSignedIn(page);
});

for (const fate of ['missing', 'unreachable', 'forbidden'] satisfies WasmFate[]) {
  test(`with the wasm ${fate}, password and code sign in`, async ({ journey, consoleWatch }) => {
    consoleWatch.allow(/The page stays as it is|Failed to load resource|preload|Content Security Policy/);
    const person = await makeEnrolledPerson(journey.admin, journey.realm.name, { roles: ['agent'] });
    await spoilWasm(journey.page, fate);
    const signIn = await SignInPage.open(journey);
    await expect(journey.page.locator('html')).toHaveAttribute('data-cx-islands', /^0\/[1-9]/);
    await signIn.signIn(person);
    const code = new OneTimeCodePage(journey);
    await code.code.fill(await person.authenticator.nextCode());
    await code.submit.click();
    await expectSignedIn(journey.page);
  });
}

const malformed = {
  missing: (island: string) => island.replace(/ data-props="[^"]*"/, ''),
  'not JSON': (island: string) => island.replace(/ data-props="[^"]*"/, ' data-props="{&quot;label"'),
  'of the wrong shape': (island: string) => island.replace(/ data-props="[^"]*"/, ' data-props="[1, 2]"'),
};

for (const [how, damage] of Object.entries(malformed)) {
  test(`an island whose props are ${how} stays plain, the others live`, async ({ journey, consoleWatch }) => {
    consoleWatch.allow(/^error: Island \w+ stays as it is/);
    const person = await makePerson(journey.admin, journey.realm.name);
    let damaged = '';
    await rewriteDocuments(journey.page, (html) =>
      html.replace(/<leptos-island\b[^>]* data-props="[^"]*"[^>]*>/, (island) => {
        damaged = /data-component="([^"]*)"/.exec(island)?.[1] ?? '';
        return damage(island);
      }),
    );
    const signIn = await SignInPage.open(journey);
    await expectIslandsLost(journey.page, 1);
    expect(damaged, 'the page has an island with props').not.toBe('');
    expect(consoleWatch.linesLike(/./), 'one line in the console').toHaveLength(1);
    await signIn.signIn(person);
    await expectSignedIn(journey.page);
  });
}

test('elements of a password manager do no harm, and are left where they are', async ({ journey, consoleWatch }) => {
  consoleWatch.allow(unusedPreload);
  const { page } = journey;
  const person = await makePerson(journey.admin, journey.realm.name);
  const wasm = await holdWasm(page);
  const signIn = await SignInPage.open(journey);
  const injected = await intrude(page);
  expect(injected).toBeGreaterThan(3);

  wasm.release();
  await expectAllIslandsAlive(page);

  await expect(page.locator('[data-intruder]')).toHaveCount(injected);
  await expect(signIn.password).toHaveAttribute('data-intruder-noticed', 'true');
  await signIn.password.fill(person.password);
  await signIn.reveal.click();
  await expect(signIn.password).toHaveAttribute('type', 'text');
  await signIn.signIn(person);
  await expectSignedIn(page);
});

test('elements of a password manager beside the code do no harm', async ({ journey, consoleWatch }) => {
  consoleWatch.allow(unusedPreload);
  const { page } = journey;
  const person = await makeEnrolledPerson(journey.admin, journey.realm.name, { roles: ['agent'] });
  await (await SignInPage.open(journey)).signIn(person);
  const code = new OneTimeCodePage(journey);
  await expect(code.code).toBeVisible();
  const wasm = await holdWasm(page);
  await page.reload();
  const injected = await intrude(page);
  wasm.release();
  await expectAllIslandsAlive(page);
  await expect(page.locator('[data-intruder]')).toHaveCount(injected);
  await code.enter(await person.authenticator.nextCode());
  await expectSignedIn(page);
});

test('the page needs no inline script: a strict policy lets all of it work', async ({ journey }) => {
  await rewriteDocuments(journey.page, (html) => html, {
    'content-security-policy':
      "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; connect-src 'self'; style-src 'self'; img-src 'self' data:; " +
      "form-action 'self' http://localhost:*; frame-ancestors 'self'; base-uri 'none'",
  });
  await authorize(journey);
  await expectAllIslandsAlive(journey.page);
});

/** Puts in what 1Password, LastPass, Bitwarden and Dashlane do: siblings before and after fields, wrappers' attributes. */
function intrude(page: Page): Promise<number> {
  return page.evaluate(() => {
    const make = (tag: string): HTMLElement => {
      const element = document.createElement(tag);
      element.dataset['intruder'] = 'true';
      element.setAttribute('aria-hidden', 'true');
      element.style.cssText = 'position:absolute;width:0;height:0;pointer-events:none';
      return element;
    };
    for (const input of document.querySelectorAll<HTMLInputElement>('form input:not([type=hidden])')) {
      input.dataset['intruderNoticed'] = 'true';
      input.setAttribute('data-1p-ignore', '');
      input.before(make('com-1password-button'));
      input.after(make('div'));
      input.parentElement?.append(make('span'));
      input.parentElement?.prepend(make('div'));
    }
    document.body.append(make('div'));
    return document.querySelectorAll('[data-intruder]').length;
  });
}

/** Where the parts of the page are that a person reads, fills in or presses. Some buttons are seen only once they work. */
function places(page: Page): Promise<string[]> {
  return page.locator('h1, label, input:not([type=hidden]), button, a, summary').evaluateAll((elements) =>
    elements.map((element) => {
      const { x, y, width, height } = element.getBoundingClientRect();
      return `${element.tagName} ${element.id} ${[x, y, width, height].map(Math.round).join(' ')}`;
    }),
  );
}

async function watchLayout(page: Page): Promise<void> {
  await page.evaluate(() => {
    const seen = { shift: 0 };
    Object.assign(window, { journeyLayout: seen });
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) seen.shift += (entry as PerformanceEntry & { value: number }).value;
    }).observe({ type: 'layout-shift' });
  });
}

function layoutShift(page: Page): Promise<number> {
  return page.evaluate(() => (window as unknown as { journeyLayout: { shift: number } }).journeyLayout.shift);
}
