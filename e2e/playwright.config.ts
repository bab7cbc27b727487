import { defineConfig } from '@playwright/test';
import { chromiumLaunch } from './chromium.ts';

export default defineConfig({
  testDir: '.',
  // Each test has its own product, data folder and ports. Two cores are enough for one test at a time.
  workers: 1,
  fullyParallel: false,
  retries: 0,
  forbidOnly: true,
  // Only a busy machine takes so long; waits end before, with what they waited for.
  timeout: 300_000,
  expect: { timeout: 60_000 },
  outputDir: 'test-results',
  use: {
    launchOptions: await chromiumLaunch(),
    viewport: { width: 1400, height: 900 },
    locale: 'en-GB',
    // A trace takes a journey a quarter of its CPU time; `npm run e2e -- --trace on` records one.
    trace: 'off',
    screenshot: 'only-on-failure',
  },
});
