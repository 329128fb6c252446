// A browser as a person has it: one tab is seen, the others are hidden, slowed down, and can be frozen. Playwright's own
// contexts tell every page that it is seen and has the focus, and Chromium freezes no such page.
import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, expect, type BrowserContext } from '@playwright/test';
import { chromiumFlags, environment } from '../environment.mjs';

/** Uses such a browser, and ends it. */
export async function withRealWindow<T>(use: (context: BrowserContext) => Promise<T>): Promise<T> {
  const profile = await mkdtemp(join(tmpdir(), 'cx-auth-window-'));
  const flags = ['--headless', '--remote-debugging-port=0', `--user-data-dir=${profile}`, '--lang=en-GB', ...chromiumFlags];
  const process = spawn(environment.chromium, [...flags, 'about:blank'], { stdio: 'ignore' });
  const ended = new Promise((resolve) => process.once('exit', resolve));
  try {
    const port = await portOf(profile);
    const browser = await chromium.connectOverCDP(`http://127.0.0.1:${port}`, { noDefaults: true });
    const [context] = browser.contexts();
    if (context === undefined) throw new Error('Chromium has no window');
    return await use(context);
  } finally {
    process.kill();
    await ended;
    await rm(profile, { recursive: true, force: true, maxRetries: 5 });
  }
}

/** Chromium writes it down when it listens. */
async function portOf(profile: string): Promise<string> {
  let port = '';
  await expect(async () => {
    port = (await readFile(join(profile, 'DevToolsActivePort'), 'utf8')).split('\n')[0] ?? '';
    expect(port).toMatch(/^\d+$/);
  }).toPass({ timeout: 20_000, intervals: [50] });
  return port;
}
