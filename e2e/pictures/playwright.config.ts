import { defineConfig } from '@playwright/test';
import journeys from '../playwright.config.ts';

export default defineConfig({
  ...journeys,
  testDir: '.',
  testMatch: '*.pictures.ts',
  outputDir: '../test-results',
  reporter: 'list',
  // Each file waits for its product half of the time.
  workers: 2,
  // A file takes many pictures, and axe reads each of their pages.
  timeout: 900_000,
  fullyParallel: true,
  use: { ...journeys.use, contextOptions: { reducedMotion: 'reduce' }, trace: 'off' },
});
