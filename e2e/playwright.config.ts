import { defineConfig } from '@playwright/test';
import { chromiumLaunch } from './chromium.ts';

export default defineConfig({
  testDir: '.',
  // Each test has its own product, data folder and ports. Two cores are enough for one test at a time.
  workers: 1,
  fullyParallel: false,
  retries: 0,
  forbidOnly: true,
  timeout: 120_000,
  expect: { timeout: 30_000 },
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
