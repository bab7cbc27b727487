import type { Page } from '@playwright/test';
import { type Outside } from '../test.ts';
import { expect, fill, test, untilJobsEnd, work } from './pictures.ts';

const screen = 'lead';
/** Shows the whole panel. */
const tallPx = 1_500;

const panel = (page: Page) => page.getByRole('complementary', { name: 'Lead' });
const section = (page: Page, name: string) => panel(page).getByRole('region', { name });

/** Opens the first lead of a query that keeps to `matches`. */
async function open(page: Page, outside: Outside, query: string): Promise<number> {
  const [lead] = await outside.leads(query);
  if (lead === undefined) throw new Error(`No lead with ${query}.`);
  await page.goto(`${outside.product.url}/app/leads?lead=${lead.id}`);
  await expect(
    section(page, 'History')
      .getByText(/Created|with the sample/u)
      .first(),
  ).toBeVisible();
  return lead.id;
}

test('panel', async ({ page, outside, send, shoot }) => {
  const ids = await fill(outside, send);
  // The second and third provider are asked as well, and one of them fails.
  await outside.patchProvider('orion', { position: 4 });
  await outside.patchProvider('astra', { timeoutMs: 100 });
  await work(outside, send, ids.slice(0, 40));

  await open(page, outside, 'phoneStatus=found&phoneProvider=nimbus,prospeo,orion');
  await expect(page.getByLabel('Lookup timeline')).toContainText('found');
  await shoot(screen, 'found');
  await shoot(screen, 'found-whole', { heightPx: tallPx });
  await section(page, 'Phone').getByRole('button', { name: 'Re-run' }).click();
  await expect(page.getByRole('group', { name: 'Re-run?' })).toBeVisible();
  await shoot(screen, 'rerun');

  await outside.patchProvider('astra', { timeoutMs: 10_000 });
  await send('POST', '/phone-lookups', { leadIds: ids.slice(0, 40), scope: 'failed' });
  await untilJobsEnd(outside);
  await open(page, outside, 'phoneStatus=no_data');
  await shoot(screen, 'no-data', { heightPx: tallPx });
  await open(page, outside, 'emailVerdict=invalid,unknown');
  await shoot(screen, 'email-problem');

  const noted = await open(page, outside, 'phoneStatus=none');
  await outside.patchLead(noted, { doNotContact: true, custom: { 'Sales region': 'EMEA', Notes: 'Met at the fair' } });
  await expect(panel(page).getByText('Do not contact', { exact: true })).toBeVisible();
  await shoot(screen, 'do-not-contact', { heightPx: tallPx });
});

test('message and conflict', async ({ page, outside, send, shoot }) => {
  await outside.loadSamples();
  const ids = (await outside.leads('sort=id')).map(({ id }) => id);
  await send('POST', '/leads/generate-messages', {
    leadIds: ids.slice(0, 5),
    template:
      'Hello {firstName},\n\nI saw that you work at {companyName}. Is {companyWebsite|your website} yours?\n\nBest,\nSam',
  });
  await untilJobsEnd(outside);
  const id = await open(page, outside, 'sort=id');
  await section(page, 'Message').scrollIntoViewIfNeeded();
  await shoot(screen, 'message');
  await section(page, 'Message').getByRole('button', { name: 'Edit message' }).click();
  await section(page, 'Message').getByRole('textbox', { name: 'Message' }).fill('Only for you.');
  await shoot(screen, 'message-editor', { heightPx: tallPx });
  await section(page, 'Message').getByRole('textbox', { name: 'Message' }).press('Escape');
  await shoot(screen, 'message-draft', { heightPx: tallPx });

  const fields = section(page, 'Fields');
  await fields.getByRole('button', { name: /^Job title/u }).click();
  await fields.getByRole('textbox', { name: 'Job title' }).fill('Head of Procurement');
  await outside.patchLead(id, { jobTitle: 'Chief Procurement Officer' });
  await fields.getByRole('textbox', { name: 'Job title' }).press('Enter');
  await expect(fields.getByRole('button', { name: 'Keep mine' })).toBeVisible();
  await shoot(screen, 'conflict');
  await shoot(screen, 'conflict-whole', { heightPx: tallPx });
});
