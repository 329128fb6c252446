// What everybody must be able to use: no violation of WCAG 2.2 AA or of axe's best practices, in any state.
import { AxeBuilder } from '@axe-core/playwright';
import { expect, type Locator, type Page } from '@playwright/test';

const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

export async function expectAccessible(page: Page, state: string): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).withTags(tags).analyze();
  const found = violations.map(
    ({ id, impact, nodes }) => `${id} (${impact}): ${nodes.map(({ html }) => html.slice(0, 160)).join(' | ')}`,
  );
  expect.soft(found, `axe: ${state}`).toEqual([]);
}

/** Nothing sticks out to the side: a person never has to scroll horizontally (WCAG 1.4.10). */
export async function expectNoSidewaysScroll(page: Page, state: string): Promise<void> {
  const width = await page.evaluate(() => {
    const { scrollWidth, clientWidth } = document.documentElement;
    return scrollWidth - clientWidth;
  });
  expect.soft(width, `sideways scroll: ${state}`).toBeLessThanOrEqual(0);
}

/** Tab by Tab to this element, as a person without a mouse; every stop on the way must show where the focus is. */
export async function tabTo(page: Page, target: Locator): Promise<void> {
  for (let presses = 0; presses < 40; presses += 1) {
    if (await target.evaluate((element) => element === document.activeElement)) return;
    await page.keyboard.press('Tab');
    await expectFocusShown(page);
  }
  throw new Error(`not reached by Tab: ${target}`);
}

/** axe needs timers, so it cannot look at a page whose scripts are off: it looks at a copy that has none. */
export async function expectAccessibleWithoutScripts(page: Page, state: string): Promise<void> {
  const html = (await page.content())
    .replaceAll(/<script\b[^>]*>.*?<\/script>/gs, '')
    .replaceAll(/<\/?noscript>/g, '');
  const context = await page.context().browser()?.newContext({ javaScriptEnabled: true });
  if (context === undefined) throw new Error('the page has no browser');
  const copy = await context.newPage();
  const address = page.url();
  await copy.route(address, (route) => route.fulfill({ contentType: 'text/html; charset=utf-8', body: html }));
  await copy.goto(address);
  await expectAccessible(copy, state);
  await context.close();
}

async function expectFocusShown(page: Page): Promise<void> {
  const hidden = await page.evaluate(() => {
    const element = document.activeElement;
    if (!(element instanceof HTMLElement) || element === document.body) return undefined;
    // A control may let what stands for it show the focus: its label, or the boxes drawn over it.
    for (const shown of [element, element.parentElement, ...(element.parentElement?.children ?? [])]) {
      if (shown === null) continue;
      const { outlineStyle, outlineWidth, boxShadow } = getComputedStyle(shown);
      if ((outlineStyle !== 'none' && outlineWidth !== '0px') || boxShadow !== 'none') return undefined;
      if ([...shown.children].some((part) => getComputedStyle(part).boxShadow !== 'none')) return undefined;
    }
    return element.outerHTML.slice(0, 160);
  });
  expect.soft(hidden, 'focused, but nothing shows it').toBeUndefined();
}
