// Fails a journey on anything that a browser complains about: console errors and warnings, uncaught exceptions,
// violations of the content security policy. A journey that provokes one names it beforehand.
import { expect, type BrowserContext } from '@playwright/test';

export class ConsoleWatch {
  readonly #lines: string[] = [];
  readonly #expected: RegExp[] = [];

  watch(context: BrowserContext): void {
    context.on('console', (message) => {
      if (message.type() !== 'error' && message.type() !== 'warning') return;
      this.#lines.push(`${message.type()}: ${message.text()} (${message.location().url})`);
    });
    context.on('weberror', (error) => this.#lines.push(`uncaught: ${error.error().stack ?? error.error().message}`));
  }

  /** This line may come, and does no harm. */
  allow(line: RegExp): void {
    this.#expected.push(line);
  }

  /** Every line so far, also allowed ones. */
  linesLike(line: RegExp): readonly string[] {
    return this.#lines.filter((text) => line.test(text));
  }

  /** A page that the server answers with 4xx or 5xx makes Chromium write one line. */
  allowStatus(...statuses: number[]): void {
    for (const status of statuses) {
      this.allow(new RegExp(`Failed to load resource: the server responded with a status of ${status}`));
    }
  }

  verify(): void {
    const unexpected = this.#lines.filter((text) => !this.#expected.some((line) => line.test(text)));
    expect(unexpected, 'the browser complained').toEqual([]);
  }
}

/** The fixture that watches the browser of one test. */
export async function watchConsole({ context }: { context: BrowserContext }, use: (watch: ConsoleWatch) => Promise<void>): Promise<void> {
  const watch = new ConsoleWatch();
  watch.watch(context);
  await use(watch);
  watch.verify();
}
