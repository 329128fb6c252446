// The interactive parts of a page: `<html data-cx-islands="alive/all">` says how many work.
import { expect, type Page } from '@playwright/test';

/** Waits until every island of the page is alive; answers how many there are. */
export async function expectAllIslandsAlive(page: Page): Promise<number> {
  const html = page.locator('html');
  await expect(html, 'islands that came alive').toHaveAttribute('data-cx-islands', /^(\d+)\/\1$/);
  const all = Number((await html.getAttribute('data-cx-islands'))?.split('/')[1]);
  expect(all, 'islands counted by the page and found in it').toBe(await page.locator('leptos-island').count());
  return all;
}

/** Waits until all islands but these many are alive. */
export async function expectIslandsLost(page: Page, lost: number): Promise<void> {
  const all = await page.locator('leptos-island').count();
  await expect(page.locator('html')).toHaveAttribute('data-cx-islands', `${all - lost}/${all}`);
}

/** Chromium's remark about a wasm that is fetched ahead, when scripts are off or the wasm is held back. */
export const unusedPreload = /preloaded using link preload but not used/;

export type WasmFate = 'missing' | 'unreachable' | 'forbidden';

/** What can befall the WebAssembly on its way: 404, a blocking network, a policy that forbids it. */
export async function spoilWasm(page: Page, fate: WasmFate): Promise<void> {
  switch (fate) {
    case 'missing':
      await page.route('**/*.wasm', (route) => route.fulfill({ status: 404, body: 'not here' }));
      return;
    case 'unreachable':
      await page.route('**/*.wasm', (route) => route.abort('blockedbyclient'));
      return;
    case 'forbidden':
      await rewriteDocuments(page, (html) => html, { 'content-security-policy': "script-src 'self'; object-src 'none'" });
  }
}

/** Holds the WebAssembly back until told to let it go, so that a page is seen without it first. */
export async function holdWasm(page: Page): Promise<{ release(): void }> {
  let release = (): void => undefined;
  const released = new Promise<void>((resolve) => (release = resolve));
  await page.route('**/*.wasm', async (route) => {
    await released;
    await route.continue();
  });
  return { release };
}

/** Lets every page of the server come through `change` first. */
export async function rewriteDocuments(
  page: Page,
  change: (html: string) => string,
  headers: Record<string, string> = {},
): Promise<void> {
  await page.route('**/realms/**', async (route) => {
    if (route.request().resourceType() !== 'document') return route.fallback();
    const response = await route.fetch({ maxRedirects: 0 });
    if (response.status() >= 300 && response.status() < 400) return route.fulfill({ response });
    return route.fulfill({
      response,
      headers: { ...response.headers(), ...headers },
      body: change(await response.text()),
    });
  });
}
