// Values that try to leave their place: each must arrive as the text it is, and do nothing.
import { expect, type Page } from '@playwright/test';

/** Closing tags, quotes of both kinds, an entity, FreeMarker's own signs, a line separator and a right-to-left override. */
export const hostileText = `</script><b>"x'&amp; \${7*7} <#if> \u2028 \u202E gpj`;

/** As long as Keycloak lets most names be; it drops a longer hint, and refuses a longer name. */
export const longText = 'Amanda-Wilhelmina '.repeat(15).slice(0, 255).trim();

/** No element of the page comes from the value: what would be `<b>` or a script is text. */
export async function expectHarmless(page: Page): Promise<void> {
  expect(await page.locator('b').filter({ hasText: `"x'` }).count(), 'elements made from a value').toBe(0);
  expect(await page.evaluate(() => document.documentElement.outerHTML.includes('49 <#if>')), 'evaluated').toBe(false);
}

/** What islands were given: every `data-props` is JSON, and what it says is the value itself. */
export async function islandProps(page: Page): Promise<Record<string, unknown>[]> {
  const texts = await page
    .locator('leptos-island[data-props]')
    .evaluateAll((islands) => islands.map((island) => island.getAttribute('data-props') ?? ''));
  return texts.map((text) => JSON.parse(text) as Record<string, unknown>);
}
