import type { Page } from '@playwright/test';
import { expect, fill, test, untilJobsEnd, work } from './pictures.ts';

const screen = 'leads';
const leadCount = 1_000;
const sampleCount = 200;
const words = ['Northwind', 'Blue Teapot Software Engineering and Partners', 'Acme'];

const dock = (page: Page) => page.getByRole('region', { name: 'Jobs' });
const leadNumber = (page: Page) => page.getByRole('status', { name: 'Number of leads' });

test('table', async ({ page, outside, send, shoot }) => {
  const address = `${outside.product.url}/app/leads`;
  await page.goto(address);
  await expect(page.getByRole('heading', { name: 'No leads yet' })).toBeVisible();
  await shoot(screen, 'empty');

  await outside.addLeads(
    Array.from({ length: leadCount - sampleCount }, (_, index) => ({
      firstName: `Person ${index}`,
      email: `person${index}@acme.example`,
      companyName: words[index % words.length] ?? null,
    })),
  );
  const ids = await fill(outside, send);
  // The newest leads are the first rows.
  await work(outside, send, ids.slice(-40));
  await page.goto(address);
  await expect(leadNumber(page)).toHaveText('1,000 leads');
  await shoot(screen, 'thousand');

  const boxes = page.getByRole('checkbox', { name: /^Select (?!all)/u });
  for (let index = 0; index < 3; index += 1) await boxes.nth(index).click();
  await shoot(screen, 'selection');
  await page.getByRole('button', { name: 'Clear selection' }).click();
  await page.getByRole('button', { name: '+ Add filter' }).click();
  await expect(page.getByRole('menuitem').first()).toBeVisible();
  await shoot(screen, 'add-filter');
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Color scheme' }).click();
  await expect(page.getByRole('menuitemradio', { name: 'Dark' })).toBeVisible();
  await shoot(screen, 'color-scheme');
  await page.keyboard.press('Escape');

  await page.getByRole('button', { name: 'Filter by country' }).click();
  await expect(page.getByRole('checkbox', { name: /^Spain/u })).toBeVisible();
  await shoot(screen, 'filter');
  await page.keyboard.press('Escape');
  await page.goto(`${address}?q=nobody&country=ES`);
  await expect(page.getByRole('heading', { name: 'No leads match' })).toBeVisible();
  await shoot(screen, 'no-match');
  await page.goto(address);
  await page.getByRole('button', { name: 'Columns' }).click();
  await shoot(screen, 'columns');
  await page.goto(address);
  await page.getByRole('grid', { name: 'Leads' }).press('?');
  await expect(page.getByRole('dialog', { name: 'Keyboard shortcuts' })).toBeVisible();
  await shoot(screen, 'shortcuts');
});

test('jobs beside the table', async ({ page, outside, send, shoot }) => {
  const ids = await fill(outside, send);
  await work(outside, send, ids.slice(0, 40));
  await page.goto(`${outside.product.url}/app/leads`);
  await page.getByRole('button', { name: /^Jobs/u }).click();
  const lookup = dock(page).getByRole('article', { name: /^Find phone numbers/u });
  await lookup.getByRole('button', { name: 'Results by provider' }).click();
  await expect(lookup.getByRole('row').filter({ hasText: 'Prospeo' })).toBeVisible();
  await shoot(screen, 'job-ended');
  await page.getByRole('button', { name: 'Close jobs' }).click();

  for (const id of ['orion', 'astra', 'nimbus', 'prospeo']) await outside.patchProvider(id, { ratePerSecond: 1 });
  await send('POST', '/phone-lookups', { filter: {}, maxCostMicros: 50_000_000 });
  await page.getByRole('button', { name: /^Jobs/u }).click();
  const running = dock(page).getByRole('article').filter({ hasText: 'Running' });
  await expect(running).toContainText(/[1-9]\d* found/u);
  await running.getByRole('button', { name: 'Results by provider' }).click();
  await expect(running.getByRole('row').filter({ hasText: 'Orion' })).toBeVisible();
  await shoot(screen, 'job-running');
  await page.getByRole('button', { name: 'Collapse jobs to one line' }).click();
  await shoot(screen, 'job-one-line');
  await page.getByRole('button', { name: 'Show job cards' }).click();
  await running.getByRole('button', { name: 'Pause' }).click();
  await expect(dock(page)).toContainText('Paused');
  await shoot(screen, 'job-paused');
  await dock(page).getByRole('button', { name: 'Cancel' }).click();
  await untilJobsEnd(outside);
  await expect(dock(page)).toContainText('Cancelled');
  await shoot(screen, 'job-cancelled');

  await page.getByRole('button', { name: 'Close jobs' }).click();
  await outside.product.kill('node');
  await expect(page.getByText(/Reconnecting/u)).toBeVisible();
  await shoot(screen, 'server-down');
});

test('dialogs over the table', async ({ page, outside, send, shoot }) => {
  const ids = await fill(outside, send);
  await work(outside, send, ids.slice(0, 30));
  await page.goto(`${outside.product.url}/app/leads`);
  await page.getByRole('checkbox', { name: 'Select all loaded leads' }).click();
  const bar = page.getByRole('toolbar', { name: 'Selected leads' });
  const dialog = page.getByRole('dialog');

  await bar.getByRole('button', { name: 'Find phone numbers' }).click();
  await expect(dialog.getByRole('table', { name: 'Expected results by provider' })).toBeVisible();
  await shoot('lookup', 'estimate');
  await shoot('lookup', 'estimate-whole', { heightPx: 1_500 });
  await dialog.getByLabel('Spending limit (optional)').fill('a lot');
  await expect(dialog.getByText(/^Enter a number/u)).toBeVisible();
  await shoot('lookup', 'wrong-limit', { heightPx: 1_500 });
  await page.keyboard.press('Escape');

  await bar.getByRole('button', { name: 'Verify emails' }).click();
  await expect(dialog.getByRole('status', { name: 'What will happen' })).toContainText('will be verified');
  await shoot('verify', 'estimate');
  await page.keyboard.press('Escape');
  await bar.getByRole('button', { name: 'Export' }).click();
  await expect(dialog.getByRole('link', { name: /^Download/u })).toBeVisible();
  await shoot('export', 'choices');
  await page.keyboard.press('Escape');

  await page.getByRole('button', { name: 'Add lead' }).click();
  await dialog.getByLabel('Email').fill('not an email');
  await dialog.getByRole('button', { name: 'Add lead' }).click();
  await expect(dialog.getByText(/must look like/u)).toBeVisible();
  await shoot('add-lead', 'problem');
  await page.keyboard.press('Escape');
});
