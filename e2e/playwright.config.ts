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
    // Without film: to record the screen takes a journey a tenth of its CPU time.
    trace: { mode: 'retain-on-failure', screenshots: false },
    screenshot: 'only-on-failure',
  },
});
