import path from 'node:path';
import { inEachLook, keep, type LookOptions, violations } from '../accessible.ts';
import { expect, type Outside, test as base } from '../test.ts';
import { finalJobStates } from '@tinygenesy/contract';

export { expect, keep };

const folder = process.env['PICTURES_DIR'] ?? path.resolve(import.meta.dirname, '../../.cache/pictures');

/** Takes the pictures of what is on the screen, and collects what axe finds there. */
type Shoot = (screen: string, state: string, options?: LookOptions) => Promise<void>;

/** Sends a request outside the browser. */
type Send = (method: 'POST' | 'PUT' | 'DELETE', address: string, data: unknown) => Promise<unknown>;

export const test = base.extend<{ shoot: Shoot; send: Send }>({
  shoot: async ({ page }, use) => {
    await page.setViewportSize({ width: 1440, height: 900 });
    await use((screen, state, options) =>
      inEachLook(
        page,
        async (look) => {
          const name = `${screen}-${state}-${look}`;
          await page.screenshot({ path: path.join(folder, `${name}.png`), animations: 'disabled' });
          expect.soft(await violations(page), name).toEqual([]);
        },
        options,
      ),
    );
  },

  send: async ({ outside, request }, use) => {
    await use(async (method, address, data) => {
      const response = await request.fetch(`${outside.product.url}${address}`, { method, data });
      if (!response.ok()) throw new Error(`${method} ${address}: ${response.status()} ${await response.text()}`);
      return response.status() === 204 ? null : response.json();
    });
  },
});

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
