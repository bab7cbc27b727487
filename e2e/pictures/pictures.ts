import path from 'node:path';
import type { Page } from '@playwright/test';
import { expect, type Outside, test as base } from '../test.ts';
import { finalJobStates } from '@tinygenesy/contract';

export { expect };

const folder = process.env['PICTURES_DIR'] ?? path.resolve(import.meta.dirname, '../../.cache/pictures');
const widths = [1440, 360] as const;
const schemes = ['light', 'dark'] as const;

/** Takes the pictures of what is on the screen. `heightPx` is for content that scrolls in a window of usual height. */
type Shoot = (screen: string, state: string, heightPx?: number) => Promise<void>;

/** Sends a request outside the browser. */
type Send = (method: 'POST' | 'PUT' | 'DELETE', address: string, data: unknown) => Promise<unknown>;

export const test = base.extend<{ shoot: Shoot; send: Send }>({
  shoot: async ({ page }, use) => {
    await page.setViewportSize({ width: widths[0], height: 900 });
    await use(async (screen, state, heightPx) => {
      for (const width of widths) {
        await page.setViewportSize({ width, height: heightPx ?? (width === 360 ? 740 : 900) });
        for (const colorScheme of schemes) {
          await page.emulateMedia({ colorScheme });
          await expect(page.locator('html')).toHaveAttribute('data-mantine-color-scheme', colorScheme);
          await drawn(page);
          await page.screenshot({
            path: path.join(folder, `${screen}-${state}-${colorScheme}-${width}.png`),
            animations: 'disabled',
          });
        }
      }
      await page.setViewportSize({ width: widths[0], height: 900 });
    });
  },

  send: async ({ outside, request }, use) => {
    await use(async (method, address, data) => {
      const response = await request.fetch(`${outside.product.url}${address}`, { method, data });
      if (!response.ok()) throw new Error(`${method} ${address}: ${response.status()} ${await response.text()}`);
      return response.status() === 204 ? null : response.json();
    });
  },
});

/** Waits until the page has measured its parts after a change of the window, and drawn them without a transition. */
async function drawn(page: Page): Promise<void> {
  await page.evaluate(async () => {
    for (let frames = 0; frames < 3; frames += 1) await new Promise((next) => requestAnimationFrame(next));
    const ending = document.getAnimations().filter(({ effect }) => effect?.getComputedTiming().iterations !== Infinity);
    await Promise.allSettled(ending.map(({ finished }) => finished));
  });
}

/** Waits until all jobs have ended. */
export async function untilJobsEnd(outside: Outside): Promise<void> {
  await expect
    .poll(async () => (await outside.jobs()).filter(({ state }) => !finalJobStates.includes(state)).length)
    .toBe(0);
}

/** Adds the sample leads, and a fourth provider from the directory. */
export async function fill(outside: Outside, send: Send): Promise<number[]> {
  await outside.loadSamples();
  await send('POST', '/providers', { directoryId: 'prospeo' });
  await send('PUT', '/providers/prospeo/secrets', { key: 'prospeo-test-key-1234' });
  await outside.patchProvider('prospeo', { enabled: true, priceMicros: 40_000 });
  return (await outside.leads('tag=sample&sort=id')).map(({ id }) => id);
}

/** Looks the leads up and verifies their emails, so that the table and the panels have results. */
export async function work(outside: Outside, send: Send, leadIds: readonly number[]): Promise<void> {
  await send('POST', '/phone-lookups', { leadIds });
  await send('POST', '/leads/verify-emails', { leadIds });
  await untilJobsEnd(outside);
}
