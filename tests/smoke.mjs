// `cargo xtask demo --smoke`: the main job once through, as a person would do it, on the running demo. Prints each step
// with its time, leaves photographs, and ends with 0 only if every step held.
import { mkdir } from 'node:fs/promises';
import { chromium } from 'playwright-core';
import { KeycloakAdmin } from './support/admin.mjs';
import { chromiumFlags, demoRealm, environment } from './support/environment.mjs';
import { makeEnrolledPerson, makePerson, password } from './support/people.mjs';
import { readQrCode } from './support/qr.mjs';
import { Authenticator } from './support/totp.mjs';

/** @import { Page } from 'playwright-core' */

const patience = 20_000;
const admin = new KeycloakAdmin();
let photographs = 0;

/** @template T @param {string} words @param {() => Promise<T>} doIt @returns {Promise<T>} */
async function step(words, doIt) {
  const begun = performance.now();
  const seconds = () => `${((performance.now() - begun) / 1000).toFixed(1).padStart(6)} s`;
  try {
    const answer = await doIt();
    console.log(`  ok  ${seconds()}  ${words}`);
    return answer;
  } catch (error) {
    console.log(`  FAILED ${seconds()}  ${words}`);
    throw error;
  }
}

/** @param {Page} page @param {string} name */
async function photograph(page, name) {
  photographs += 1;
  const path = `${environment.artifacts}/smoke-${String(photographs).padStart(2, '0')}-${name}.png`;
  return page.screenshot({ path, fullPage: true });
}

/** @param {boolean} holds @param {string} otherwise */
function check(holds, otherwise) {
  if (!holds) throw new Error(otherwise);
}

/** @param {Page} page @param {string} text */
async function see(page, text) {
  await page.getByText(text).first().waitFor();
}

/** @param {Page} page @param {string} username */
async function enterPassword(page, username) {
  await page.goto(environment.demoUrl);
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await page.getByLabel('Username or email').fill(username);
  await page.getByLabel('Password', { exact: true }).fill(password);
  await photograph(page, 'sign-in');
  await page.getByRole('button', { name: 'Sign In', exact: true }).click();
  await page.getByLabel('One-time code').waitFor();
}

/** The code goes off by itself after its last digit. @param {Page} page @param {Authenticator} authenticator */
async function enterCode(page, authenticator) {
  const code = await authenticator.nextCode();
  await page.locator('html[data-cx-islands]').waitFor();
  await photograph(page, 'code');
  await page.getByLabel('One-time code').pressSequentially(code);
  await see(page, 'Your session');
}

/** @param {Page} page @returns {Promise<Authenticator>} */
async function scan(page) {
  await page.locator('html[data-cx-islands]').waitFor();
  const uri = readQrCode(await photograph(page, 'enrolment'));
  if (uri === undefined) throw new Error('no QR code in the picture of the page');
  return Authenticator.fromUri(uri);
}

/** @param {Page} page @param {Authenticator} authenticator */
async function finishEnrolment(page, authenticator) {
  await page.getByLabel('Device Name').fill('Smoke test');
  await page.getByLabel('One-time code').fill(await authenticator.nextCode());
  await page.getByRole('button', { name: 'Submit', exact: true }).click();
  await see(page, 'Your session');
}

/** @param {Page} page */
async function outliveAccessToken(page) {
  let navigations = 0;
  page.on('framenavigated', (frame) => (navigations += frame === page.mainFrame() ? 1 : 0));
  const born = await page.evaluate(() => performance.timeOrigin);
  const timer = page.getByRole('timer', { name: 'Access token is good for' });
  const [minutes = 0, seconds = 0] = (await timer.innerText()).split(':').map(Number);
  const expires = Date.now() + (minutes * 60 + seconds) * 1000;
  await page.waitForFunction((time) => Date.now() > time, expires, { timeout: 120_000, polling: 500 });
  await page.getByRole('list', { name: 'Session log' }).getByText(/refreshed at .*, no navigation/).first().waitFor();
  await page.getByRole('button', { name: 'Use the token' }).click();
  await see(page, 'The server accepted it');
  check(navigations === 0, `the page was navigated ${navigations} times`);
  check(born === (await page.evaluate(() => performance.timeOrigin)), 'the page is another one');
  await photograph(page, 'refreshed');
}

/** @param {Page} page @param {string} name */
async function signOut(page, name) {
  await page.getByRole('button', { name }).click();
  // The page says so before it has left for Keycloak and is back: whoever went elsewhere meanwhile would still be signed in there.
  const back = page.waitForEvent('framenavigated');
  await page.getByRole('button', { name: 'Sign out' }).click();
  await back;
  await page.getByRole('button', { name: 'Sign in', exact: true }).waitFor();
}

/** @param {Page} page @param {readonly string[]} texts */
async function seeInSession(page, texts) {
  const panel = page.getByRole('complementary', { name: 'Your session' });
  for (const text of texts) await panel.getByText(text, { exact: true }).first().waitFor();
}

/** @param {Page} page */
async function journey(page) {
  const agent = await step('an agent who is new, and a supervisor', () =>
    makePerson(admin, demoRealm, {
      firstName: 'Amira',
      lastName: 'Smoke',
      roles: ['agent'],
      groups: ['agents_permission', 'team-support'],
    }),
  );
  const supervisor = await makeEnrolledPerson(admin, demoRealm, {
    firstName: 'Sofia',
    lastName: 'Smoke',
    roles: ['supervisor'],
    groups: ['senior_agents_permission', 'agents_permission', 'team-support'],
  });
  try {
    await step('AgentDesk, sign-in page, password', () => enterPassword(page, agent.username));
    const authenticator = await step('enrolment is asked for; QR code read off the picture', () => scan(page));
    await step('code of the new authenticator, back in AgentDesk', () => finishEnrolment(page, authenticator));
    await step('AgentDesk shows name, role and groups', async () => {
      await seeInSession(page, ['Amira Smoke', 'agent', 'agents_permission', 'team-support']);
      await photograph(page, 'agentdesk');
    });
    await step('past one access-token life, refreshed without navigation', () => outliveAccessToken(page));
    await step('signed out', () => signOut(page, 'Amira Smoke'));
    await step('password again', () => enterPassword(page, agent.username));
    await step('next code, signed in again', () => enterCode(page, authenticator));
    await step('the agent gets no supervisor view', async () => {
      await page.getByRole('link', { name: /^Supervisor ?, no access$/ }).click();
      await page.getByRole('heading', { name: 'You don’t have access' }).waitFor();
      check((await page.getByRole('region', { name: 'Agents' }).count()) === 0, 'the agent sees the team');
      await photograph(page, 'no-access');
      await signOut(page, 'Amira Smoke');
    });
    await step('a supervisor signs in', async () => {
      await enterPassword(page, supervisor.username);
      await enterCode(page, supervisor.authenticator);
    });
    await step('the supervisor gets the supervisor view', async () => {
      await page.getByRole('heading', { name: 'Supervisor', level: 1 }).waitFor();
      await page.getByRole('region', { name: 'Agents' }).waitFor();
      await photograph(page, 'supervisor');
      await signOut(page, 'Sofia Smoke');
    });
  } finally {
    for (const { id } of [agent, supervisor]) await admin.delete(`realms/${demoRealm}/users/${id}`);
  }
}

await mkdir(environment.artifacts, { recursive: true });
const begun = performance.now();
const browser = await chromium.launch({ executablePath: environment.chromium, args: chromiumFlags });
const page = await browser.newPage({ viewport: { width: 1280, height: 800 }, locale: 'en-GB' });
page.setDefaultTimeout(patience);
/** @type {string[]} */
const complaints = [];
page.on('pageerror', (error) => complaints.push(String(error)));
page.on('console', (line) => void (line.type() === 'error' && complaints.push(line.text())));
try {
  await journey(page);
  check(complaints.length === 0, `the browser complained: ${complaints.join(' | ')}`);
  console.log(`smoke: passed in ${((performance.now() - begun) / 1000).toFixed(1)} s; photographs in ${environment.artifacts}`);
} catch (error) {
  await photograph(page, 'failed').catch(() => undefined);
  console.error(`smoke: failed at ${page.url().split('?')[0]}: ${error instanceof Error ? error.message : error}`);
  process.exitCode = 1;
} finally {
  await browser.close();
}
