import type { Locator, Page } from '@playwright/test';
import type { Lead } from '@tinygenesy/contract';
import { expectAccessible, keep } from './accessible.ts';
import { expect, type Outside, test } from './test.ts';

const rows = (page: Page): Locator => page.getByRole('grid', { name: 'Leads' }).locator('[data-status]');
const withStatus = (page: Page, status: string): Locator =>
  page.getByRole('grid', { name: 'Leads' }).locator(`[data-status="${status}"]`);
const jobCard = (page: Page, title: string | RegExp): Locator => page.getByRole('article').filter({ hasText: title });

const providers = ['orion', 'astra', 'nimbus'] as const;

/** Makes a job of many leads last longer than any page needs to show and steer it. */
async function slowProviders(outside: Outside): Promise<void> {
  for (const id of providers) await outside.patchProvider(id, { ratePerSecond: 1 });
}

/** Selects the first `count` visible leads. */
async function selectLeads(page: Page, count: number): Promise<void> {
  const boxes = page.getByRole('checkbox', { name: /^Select (?!all)/u });
  for (let index = 0; index < count; index += 1) await boxes.nth(index).click();
  await expect(page.getByRole('toolbar', { name: 'Selected leads' })).toContainText(`${count} selected`);
}

async function findPhones(page: Page): Promise<void> {
  await page
    .getByRole('toolbar', { name: 'Selected leads' })
    .getByRole('button', { name: 'Find phone numbers' })
    .click();
  const dialog = page.getByRole('dialog', { name: 'Find phone numbers' });
  await expect(dialog.getByRole('status', { name: 'What will happen' })).toContainText('will be looked up');
  await dialog.getByRole('button', { name: /^Find \d+ phone numbers?$/u }).click();
  await expect(dialog).toBeHidden();
}

test('a new user loads samples, finds phone numbers, reloads during the job and sees each lookup', async ({
  page,
  outside,
}) => {
  await page.goto(outside.product.url);
  await expect(page.getByRole('note', { name: 'Sandbox' })).toContainText('numbers are test data');
  await page.getByRole('button', { name: 'Load 200 sample leads' }).click();
  await expect(page.getByText('200 leads', { exact: true })).toBeVisible();

  await selectLeads(page, 12);
  await findPhones(page);
  await expect(page.getByText(/asking (Orion|Astra|Nimbus) \(\d of 3\)…/u).first()).toBeVisible();

  await page.reload();
  await expect(jobCard(page, 'Find phone numbers for')).toContainText(/Running|Done/u);
  await expect(jobCard(page, 'Find phone numbers for')).toContainText('Done');
  const [job] = await outside.jobs();
  expect(job).toMatchObject({ state: 'completed', counts: { waiting: 0, running: 0 } });
  // The end says what came of it and leads on, and the table was never covered.
  const found = job?.counts['found'] ?? 0;
  await expect(jobCard(page, 'Find phone numbers for')).toContainText(`${found} of 12 found`);
  const card = jobCard(page, 'Find phone numbers for');
  await card.getByRole('button', { name: 'Results by provider' }).click();
  await expect(card.getByRole('row').filter({ hasText: 'Orion' })).toContainText(/^Orion12 leads/u);
  expect(job?.providers?.reduce((sum, provider) => sum + provider.found, 0)).toBe(found);
  expect(job?.providers?.reduce((sum, { costMicros }) => sum + costMicros, 0)).toBe(job?.costMicros);
  await expect(page.locator('[data-page][inert]')).toHaveCount(0);
  await expect(page).toHaveTitle('Leads · TinyGenesy');
  await jobCard(page, 'Find phone numbers for').getByRole('link', { name: 'Show found' }).click();
  await expect(page.getByRole('status', { name: 'Number of leads' })).toHaveText(`${found} leads`);
  await page.getByRole('button', { name: 'Clear all filters' }).click();
  await page.getByRole('button', { name: 'Close jobs' }).click();

  await expect(withStatus(page, 'queued')).toHaveCount(0);
  await expect(withStatus(page, 'asking')).toHaveCount(0);
  await expect(withStatus(page, 'found')).toHaveCount(job?.counts['found'] ?? -1);

  const row = page
    .getByRole('row')
    .filter({ has: page.locator('[data-status="found"]') })
    .first();
  // The table shows the number in groups; its button copies the plain one.
  const label = await row.getByRole('button', { name: /^Copy/u }).getAttribute('aria-label');
  const number = label?.replace(/[^+\d]/gu, '');
  // The name opens the lead.
  await row.getByRole('gridcell').nth(1).getByRole('button').click();
  const panel = page.getByRole('complementary', { name: 'Lead' });
  await expect(panel).toContainText(number ?? 'a number');
  await expect(panel.getByLabel('Lookup timeline')).toContainText('found');
});

test('after a kill during a job, the job continues after a restart and completes', async ({ page, outside }) => {
  await outside.loadSamples();
  await page.goto(outside.product.url);
  await selectLeads(page, 12);
  await findPhones(page);
  await expect(withStatus(page, 'found').first()).toBeVisible();
  const restarted = outside.killAndRestart();
  // Meanwhile nothing on the page pretends to be live.
  await expect
    .poll(() =>
      page.evaluate(() => [
        /Reconnecting… this page is \d+ s old/u.test(document.body.innerText),
        document.getAnimations().filter(({ effect, playState }) => {
          return effect?.getComputedTiming().iterations === Infinity && playState === 'running';
        }).length,
      ]),
    )
    .toEqual([true, 0]);
  await restarted;
  await expect(jobCard(page, 'Find phone numbers for')).toContainText('Done', { timeout: 90_000 });
  const [job] = await outside.jobs();
  const settled = Object.values(job?.counts ?? {}).reduce((sum, count) => sum + count, 0);
  expect(job).toMatchObject({ state: 'completed', total: settled });
  await page.getByRole('button', { name: 'Close jobs' }).click();
  await expect(withStatus(page, 'found')).toHaveCount(job?.counts['found'] ?? -1);
});

test('two browsers show the same data, and a cancellation in one appears in the other', async ({
  page,
  browser,
  outside,
}) => {
  await outside.loadSamples();
  await slowProviders(outside);
  await page.goto(`${outside.product.url}/app/leads`);
  const other = await (await browser.newContext()).newPage();
  await other.goto(`${outside.product.url}/app/leads`);
  await other.getByRole('button', { name: /^Jobs/u }).click();
  await page.getByRole('checkbox', { name: 'Select all loaded leads' }).click();
  await findPhones(page);

  await expect(jobCard(other, 'Find phone numbers for')).toContainText('Running');
  await expect(jobCard(other, 'Find phone numbers for')).toContainText(/[1-9]\d* found/u);
  await expect(other).toHaveTitle(/^[1-9]\d? % · Leads · TinyGenesy$/u);
  await expectAccessible(other, 'running job');
  await page.getByRole('button', { name: 'Close jobs' }).click();
  await jobCard(other, 'Find phone numbers for').getByRole('button', { name: 'Cancel' }).click();
  // Without the cards, a notification tells the end.
  await keep(page, 'cancelled');
  await expectAccessible(page, 'notification of an ended job');
  await page.getByRole('button', { name: 'Show job' }).click();
  await expect(jobCard(page, 'Find phone numbers for')).toContainText('Cancelled');
  await expect(jobCard(other, 'Find phone numbers for')).toContainText('Cancelled');

  await expect(withStatus(page, 'asking')).toHaveCount(0);
  await expect(withStatus(page, 'queued')).toHaveCount(0);
  // Only one browser has a selection bar, which hides the last rows.
  const first = (of: Page): Promise<(string | null)[]> =>
    rows(of).evaluateAll((cells) => cells.slice(0, 15).map((cell) => cell.textContent));
  await expect(async () => {
    const shown = await first(page);
    expect(shown).toHaveLength(15);
    expect(await first(other)).toEqual(shown);
  }).toPass({ timeout: 60_000 });
  await other.context().close();
});

test('shows the failed provider, whose lost answers may be charged, and a re-run calls it again', async ({
  page,
  outside,
}) => {
  await outside.loadSamples();
  // Shorter than the latency of any provider.
  await outside.patchProvider('orion', { timeoutMs: 100 });
  await page.goto(outside.product.url);
  await selectLeads(page, 6);
  await findPhones(page);
  const first = jobCard(page, 'Find phone numbers for');
  await expect(first).toContainText('Done');
  await expect(page.getByText(/Not found, Orion failed|Failed:/u).first()).toBeVisible();
  await page.getByRole('button', { name: 'Close jobs' }).click();

  await outside.patchProvider('orion', { timeoutMs: 10_000 });
  await page
    .getByRole('toolbar', { name: 'Selected leads' })
    .getByRole('button', { name: 'Find phone numbers' })
    .click();
  const dialog = page.getByRole('dialog', { name: 'Find phone numbers' });
  await dialog.getByRole('combobox', { name: 'Leads to look up' }).click();
  await page.getByRole('option', { name: 'All selected leads' }).click();
  await dialog.getByRole('checkbox', { name: 'Re-run leads that already have a result' }).check();
  await dialog.getByRole('button', { name: 'Find 6 phone numbers' }).click();
  await expect(dialog).toBeHidden();
  await expect.poll(async () => (await outside.jobs()).map(({ state }) => state)).toEqual(['completed', 'completed']);
  await page.getByRole('button', { name: 'Close jobs' }).click();
  await expect(page.getByText(/Orion failed/u)).toHaveCount(0);
});

test('shows a price before each charge: a re-run asks, a cancelled job shows its cost and continues, no usable provider is reported', async ({
  page,
  outside,
}) => {
  await outside.loadSamples();
  await slowProviders(outside);
  await page.goto(outside.product.url);
  await page.getByRole('checkbox', { name: 'Select all loaded leads' }).click();
  await page
    .getByRole('toolbar', { name: 'Selected leads' })
    .getByRole('button', { name: 'Find phone numbers' })
    .click();
  const dialog = page.getByRole('dialog', { name: 'Find phone numbers' });
  await dialog.getByLabel('Spending limit (optional)').fill('2');
  await dialog.getByRole('button', { name: /^Find \d+ phone numbers$/u }).click();
  await expect(dialog).toBeHidden();
  const first = jobCard(page, 'Find phone numbers for').last();
  await expect(first).toContainText(/[1-9]\d* found/u);
  await first.getByRole('button', { name: 'Cancel' }).click();
  await expect(first).toContainText(/Cancelled/u);
  await expect.poll(async () => (await outside.jobs())[0]?.state).toBe('cancelled');

  const [cancelled] = await outside.jobs();
  const rest = cancelled?.counts['cancelled'] ?? 0;
  const prices: Record<string, number> = { orion: 100_000, astra: 20_000, nimbus: 50_000 };
  const findings = (): Promise<Lead[]> =>
    outside.leads(`phoneStatus=found&phoneProvider=${Object.keys(prices).join(',')}`);
  // The job ends with its last call. The lead of that call gets its number a moment later.
  await expect.poll(async () => (await findings()).length).toBe(cancelled?.counts['found']);
  const found = await findings();
  const paid = found.reduce((sum, { phoneProvider }) => sum + (prices[phoneProvider ?? ''] ?? 0), 0);
  expect(cancelled).toMatchObject({ counts: { found: found.length } });
  // The cancel ends calls under way, which may have been charged.
  const asked = await Promise.all(providers.map((id) => outside.provider(id)));
  const calls = asked.reduce((sum, provider) => sum + (provider?.maxConcurrent ?? 0), 0);
  expect(cancelled?.costMicros).toBeGreaterThanOrEqual(paid);
  expect(cancelled?.costMicros).toBeLessThanOrEqual(paid + calls * 100_000);
  await expect(first).toContainText(`${(cancelled?.total ?? 0) - rest} of ${cancelled?.total} · ${rest} cancelled`);

  await first.getByRole('button', { name: `Continue with these ${rest}` }).click();
  const question = first.getByRole('group', { name: `Continue with ${rest} leads?` });
  await expect(question).toContainText(/for at most €\d/u);
  await question.getByRole('button', { name: `Continue with ${rest} leads` }).click();
  await expect.poll(async () => (await outside.jobs())[0]).toMatchObject({ retryOf: cancelled?.id, total: rest });
  const [next] = await outside.jobs();
  await jobCard(page, `Find phone numbers for ${rest} leads`).getByRole('button', { name: 'Cancel' }).click();
  await expect.poll(async () => (await outside.jobs()).find(({ id }) => id === next?.id)?.state).toBe('cancelled');
  await page.getByRole('button', { name: 'Close jobs' }).click();

  await page.goto(`${outside.product.url}/app/leads?lead=${found[0]?.id}`);
  const panel = page.getByRole('complementary', { name: 'Lead' });
  await panel.getByRole('button', { name: 'Re-run' }).click();
  await expect(panel.getByRole('group', { name: 'Re-run?' })).toContainText('Re-run for at most €0.10?');
  await page.keyboard.press('Escape');
  await expect(panel.getByRole('group', { name: 'Re-run?' })).toBeHidden();
  await expect(panel).toBeVisible();

  for (const id of providers) await outside.patchProvider(id, { enabled: false });
  await page.goto(`${outside.product.url}/app/leads?phoneStatus=none,cancelled`);
  await page.getByRole('checkbox', { name: 'Select all loaded leads' }).click();
  await page
    .getByRole('toolbar', { name: 'Selected leads' })
    .getByRole('button', { name: 'Find phone numbers' })
    .click();
  await expect(dialog.getByRole('alert')).toContainText('No provider is switched on. Switch one on under Providers.');
});
