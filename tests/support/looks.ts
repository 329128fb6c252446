// What is asked of every page, whatever it is for: usable and good-looking in light and dark, on a phone, from right to
// left, and with scripts off.
import { expect, type Page } from '@playwright/test';
import { expectAccessible, expectAccessibleWithoutScripts, expectNoSidewaysScroll } from './accessibility.ts';
import { expectAllIslandsAlive, unusedPreload } from './islands.ts';
import { photograph, test, type Journey } from './test.ts';

/** Declares the journeys that look at one state of a page; `reach` goes there, in any language and without scripts too. */
export function looks(state: string, reach: (journey: Journey) => Promise<void>): void {
  test.describe(state, () => {
    test('looks right in light, in dark and on a phone', async ({ journey }) => {
      const { page } = journey;
      await reach(journey);
      await expectAllIslandsAlive(page);
      await look(page, state, 'light');
      const light = await brightness(page);

      await page.emulateMedia({ colorScheme: 'dark' });
      await expect.poll(() => brightness(page), { message: 'the page turns dark' }).toBeLessThan(light / 2);
      await look(page, state, 'dark');

      await page.setViewportSize({ width: 390, height: 844 });
      await look(page, state, 'phone, dark');
      await page.emulateMedia({ colorScheme: 'light' });
      await expect.poll(() => brightness(page), { message: 'the page turns light' }).toBeGreaterThan(light / 2);
      await look(page, state, 'phone');
    });

    test.describe('in Arabic', () => {
      test.use({ language: 'ar', locale: 'ar' });

      test('looks right from right to left', async ({ journey }) => {
        await reach(journey);
        await expect(journey.page.locator('html')).toHaveAttribute('dir', 'rtl');
        await expect(journey.page.locator('html')).toHaveAttribute('lang', 'ar');
        await expectAllIslandsAlive(journey.page);
        await look(journey.page, state, 'rtl');
        await journey.page.setViewportSize({ width: 390, height: 844 });
        await look(journey.page, state, 'rtl, phone');
      });
    });

    test.describe('without JavaScript', () => {
      test.use({ javaScriptEnabled: false });

      test('is complete', async ({ journey, consoleWatch }) => {
        consoleWatch.allow(unusedPreload);
        await reach(journey);
        await look(journey.page, state, 'no scripts', expectAccessibleWithoutScripts);
      });
    });
  });
}

async function look(page: Page, state: string, variant: string, axe = expectAccessible): Promise<void> {
  await expect(page.locator('h1'), 'one heading that says what to do').toHaveCount(1);
  await expect(page.locator('h1')).not.toBeEmpty();
  await expectNoSidewaysScroll(page, `${state}, ${variant}`);
  await photograph(page, `${state} ${variant}`);
  await axe(page, `${state}, ${variant}`);
}

/** How bright it is behind the heading, 0 (black) to 255. */
function brightness(page: Page): Promise<number> {
  return page.evaluate(() => {
    const canvas = document.createElement('canvas').getContext('2d', { willReadFrequently: true });
    if (canvas === null) throw new Error('no canvas');
    for (let element = document.querySelector('h1')?.parentElement; element; element = element.parentElement) {
      canvas.clearRect(0, 0, 1, 1);
      canvas.fillStyle = getComputedStyle(element).backgroundColor;
      canvas.fillRect(0, 0, 1, 1);
      const [red = 0, green = 0, blue = 0, alpha = 0] = canvas.getImageData(0, 0, 1, 1).data;
      if (alpha > 0) return (red + green + blue) / 3;
    }
    return 255;
  });
}
