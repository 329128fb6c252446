import { defineConfig, devices } from '@playwright/test';
import { chromiumFlags, environment } from './support/environment.mjs';

// The runner (`cargo xtask test --only e2e`) has started Keycloak with theme and realm, and serves the demo.
// Nothing is tried again: a journey that passes only sometimes is a failing journey.

/** Journeys that mostly wait: for a token to end, for five minutes without a network. Beside the others they cost no time. */
const waiting = /tabs\/(outage|sleep|clock)\.spec\.ts$/;

export default defineConfig({
  testDir: 'journeys',
  outputDir: 'test-results',
  fullyParallel: true,
  workers: 4,
  retries: 0,
  forbidOnly: true,
  timeout: 60_000,
  globalTimeout: 15 * 60_000,
  expect: { timeout: 10_000 },
  reporter: [['list']],
  use: {
    ...devices['Desktop Chrome'],
    viewport: { width: 1280, height: 800 },
    colorScheme: 'light',
    locale: 'en-GB',
    actionTimeout: 10_000,
    navigationTimeout: 20_000,
    screenshot: 'only-on-failure',
    trace: 'off',
    launchOptions: { executablePath: environment.chromium, args: chromiumFlags },
  },
  projects: [
    { name: 'waiting', testMatch: waiting, workers: 2 },
    { name: 'chromium', testIgnore: waiting, workers: 2 },
    { name: 'provider', testDir: 'provider', workers: 1 },
  ],
});
