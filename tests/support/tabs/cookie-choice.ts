// Browsers whose user has chosen what third-party cookies may do. What Chromium does unasked differs by its packager.
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, type BrowserContext } from '@playwright/test';
import { chromiumFlags, environment } from '../environment.mjs';

/** Uses a browser with this choice, and closes it. */
export async function withThirdPartyCookies<T>(
  choice: 'allowed' | 'blocked',
  use: (context: BrowserContext) => Promise<T>,
): Promise<T> {
  const profile = await mkdtemp(join(tmpdir(), 'cx-auth-profile-'));
  await mkdir(join(profile, 'Default'));
  const blocked = choice === 'blocked';
  const preferences = { profile: { block_third_party_cookies: blocked, cookie_controls_mode: blocked ? 1 : 0 } };
  await writeFile(join(profile, 'Default/Preferences'), JSON.stringify(preferences));
  const context = await chromium.launchPersistentContext(profile, {
    executablePath: environment.chromium,
    args: chromiumFlags,
    locale: 'en-GB',
  });
  try {
    return await use(context);
  } finally {
    await context.close();
    await rm(profile, { recursive: true, force: true });
  }
}
