import type { Locator, Page } from '@playwright/test';
import type { LocalDnsServer } from '../backend/src/testing/startDnsServer.ts';
import { expectAccessible } from './accessible.ts';
import { expect, test } from './test.ts';

const row = (page: Page, email: string): Locator => page.getByRole('row').filter({ hasText: email });
const jobCard = (page: Page, title: string | RegExp): Locator => page.getByRole('article').filter({ hasText: title });

const domainOk = 'Domain OK, mailbox not checked';

async function verifyAll(page: Page): Promise<void> {
  await page.getByRole('checkbox', { name: 'Select all loaded leads' }).click();
  await page.getByRole('toolbar', { name: 'Selected leads' }).getByRole('button', { name: 'Verify emails' }).click();
  const dialog = page.getByRole('dialog', { name: 'Verify emails' });
  await expect(dialog.getByRole('status', { name: 'What will happen' })).toContainText('will be verified');
  await dialog.getByRole('button', { name: /^Verify emails of/u }).click();
  await expect(dialog).toBeHidden();
}

/**
 * Replaces the browser's notifications, which a browser without a window refuses, and tells the page that its user looks
 * at something else. @returns the notifications that the page showed
 */
async function lookAway(page: Page): Promise<() => Promise<string[]>> {
  await page.addInitScript(() => {
    const shown: string[] = [];
    class RecordedNotification extends EventTarget {
      static permission = 'default';
      static requestPermission(): Promise<string> {
        RecordedNotification.permission = 'granted';
        return Promise.resolve('granted');
      }
      constructor(title: string, { body = '' }: NotificationOptions = {}) {
        super();
        shown.push(`${title}: ${body}`);
      }
    }
    Object.assign(globalThis, { Notification: RecordedNotification, shown });
    document.hasFocus = () => false;
  });
  return () => page.evaluate(() => (globalThis as unknown as { shown: string[] }).shown);
}

test('verifies a selection, applies suggestions, retries unknown addresses and tells the end of a job', async ({
  page,
  outside,
  dns,
}) => {
  dns.set('acme.test', { mx: [[10, 'mx.acme.test']] });
  dns.set('gmail.com', { mx: [[10, 'mx.gmail.com']] });
  dns.set('away.test', { silent: true });
  await outside.addLeads([
    { firstName: 'Ana', email: 'ana@acme.test' },
    { firstName: 'Info', email: 'info@acme.test' },
    { firstName: 'Tom', email: 'tom@gmial.com' },
    { firstName: 'Uma', email: 'uma@gmial.com' },
    { firstName: 'Eve', email: 'eve@away.test' },
  ]);
  await page.goto(`${outside.product.url}/app/leads`);
  await verifyAll(page);
  // The progress is visible during the check, unless the page was busy for those seconds.
  await expect(row(page, 'eve@away.test')).toContainText(/checking…|unknown/u);

  const card = jobCard(page, 'Verify emails of 5 leads');
  await expect(card).toContainText('Done');
  for (const outcome of [`1 ${domainOk}`, '1 risky', '2 invalid', '1 unknown'])
    await expect(card).toContainText(outcome);
  const found = card.getByRole('list', { name: 'Results by reason' });
  await expect(found).toContainText('2 · The domain does not exist');
  await expect(found).toContainText('1 · Role address: it belongs to an office, not to a person');
  await expect(found).toContainText('1 · The name server did not answer in 4 s');

  // Invalid emails are left out of an export with one click.
  const bar = page.getByRole('toolbar', { name: 'Selected leads' });
  await bar.getByRole('button', { name: 'Export' }).click();
  const dialog = page.getByRole('dialog', { name: /^Export/u });
  await dialog.getByRole('button', { name: 'Leave these 2 out' }).click();
  await expect(dialog.getByRole('link', { name: 'Download 3 leads' })).toHaveAttribute('href', /emailVerdict=/u);
  await page.keyboard.press('Escape');
  await bar.getByRole('button', { name: 'Clear selection' }).click();

  await expect(row(page, 'ana@acme.test').locator('[data-verdict=valid]')).toHaveAttribute(
    'title',
    /The domain has a mail server/u,
  );
  // The long status gives way to the address.
  const ana = row(page, 'ana@acme.test').getByText('ana@acme.test');
  expect(await ana.evaluate((element) => element.scrollWidth <= element.clientWidth)).toBe(true);
  await expect(row(page, 'info@acme.test')).toContainText('risky');
  await expect(row(page, 'eve@away.test').locator('[data-verdict=unknown]')).toHaveAttribute(
    'title',
    /The name server did not answer in 4 s; next check at \d/u,
  );

  await row(page, 'tom@gmial.com').getByRole('gridcell').nth(1).getByRole('button').click();
  const panel = page.getByRole('complementary', { name: 'Lead' }).getByRole('region', { name: 'Email' });
  await expect(panel).toContainText('The domain does not exist');
  await expect(panel.getByRole('note', { name: 'Suggested email' })).toContainText('tom@gmail.com');
  await panel.getByRole('button', { name: 'Use this email' }).click();
  await expect(panel.getByRole('button', { name: 'Email: tom@gmail.com. Edit' })).toBeVisible();
  await expect(panel.getByRole('status', { name: 'Email status' })).toContainText(domainOk);
  await page.keyboard.press('Escape');

  // The other suggestions of the job are taken at once, and their emails verified.
  const corrections = card.getByRole('group', { name: 'Suggested corrections' });
  await expect(corrections).toContainText('uma@gmial.com → uma@gmail.com');
  await corrections.getByRole('button', { name: 'Take 1 correction' }).click();
  await expect(row(page, 'uma@gmail.com')).toContainText(domainOk);
  await expect(corrections).toBeHidden();
  await page.getByRole('button', { name: 'Close jobs' }).click();

  await page.getByRole('button', { name: 'Filter by email' }).click();
  const unknown = page.getByRole('checkbox', { name: 'Unknown' });
  await expect(unknown).toBeVisible();
  await expectAccessible(page, 'filter');
  await unknown.click();
  await page.keyboard.press('Escape');
  await expect(page.getByRole('status', { name: 'Number of leads' })).toHaveText('1 lead');
  await page.getByRole('button', { name: 'Clear all filters' }).click();

  dns.set('away.test', { mx: [[10, 'mx.away.test']] });
  const shown = await lookAway(page);
  await page.goto(`${outside.product.url}/app/jobs`);
  const table = page.getByRole('table', { name: 'Jobs' });
  const jobs = table.getByRole('button', { name: /job \d+$/u });
  await expect(jobs).toHaveCount(2);
  const choose = async (filter: string, option: string): Promise<void> => {
    await page.getByRole('combobox', { name: filter }).click();
    await page.getByRole('option', { name: option, exact: true }).click();
  };
  await choose('Filter by state', 'Not finished');
  await expect(page.getByText('No job matches these filters.')).toBeVisible();
  await choose('Filter by state', 'Done');
  await choose('Filter by kind', 'Email verification');
  await expect(jobs).toHaveCount(2);
  await expect(page).toHaveURL(/kind=email_verification/u);

  // A person who looks at something else hears of the end of a job, if they want to.
  await page.getByRole('switch', { name: 'Notify me in the browser when a job ends' }).click();
  await table.getByRole('button', { name: /^Verify emails of 5 leads/u }).click();
  const retry = jobCard(page, 'Verify emails of 5 leads').getByRole('button', { name: 'Retry 1 unknown' });
  await expect(retry).toBeVisible();
  await expectAccessible(page, 'jobs');
  await retry.click();
  await expect.poll(shown).toEqual(['Verify emails of 1 lead again: 1 of 1 OK (domain only), 0 invalid']);
  await expect(page).toHaveTitle('Done · Jobs · TinyGenesy');
  // Its card is on this page and in the panel of jobs.
  const again = jobCard(page, 'Verify emails of 1 lead again').first();
  await expect(again).toContainText(`1 ${domainOk}`);
  await again.getByRole('link', { name: 'Show leads' }).click();
  await expect(row(page, 'eve@away.test')).toContainText(domainOk);
});

test('verifying the sample leads shows every status, marked as test data', async ({ page, outside, dns }) => {
  await outside.loadSamples();
  await page.goto(`${outside.product.url}/app/leads`);
  await page.getByRole('checkbox', { name: 'Select all loaded leads' }).click();
  await page.getByRole('toolbar', { name: 'Selected leads' }).getByRole('button', { name: 'Verify emails' }).click();
  await page.getByRole('button', { name: /^Verify emails of/u }).click();

  const card = jobCard(page, /^Verify emails of/u);
  await expect(card).toContainText('Done');
  for (const status of [domainOk, 'risky', 'invalid', 'unknown']) {
    await expect(card).toContainText(new RegExp(`\\d+ ${status}`, 'u'));
  }
  expect(dns.questions.filter(({ name }) => name.endsWith('.example'))).toEqual([]);
  await page.getByRole('button', { name: 'Close jobs' }).click();

  await page.getByRole('button', { name: 'Filter by email' }).click();
  await page.getByRole('checkbox', { name: domainOk }).click();
  await page.keyboard.press('Escape');
  const first = page.getByRole('row').filter({ hasText: domainOk }).first();
  await expect(first).toContainText('test data');
  await first.getByRole('gridcell').nth(1).getByRole('button').click();
  const verdict = page.getByRole('complementary', { name: 'Lead' }).getByRole('status', { name: 'Email status' });
  await expect(verdict).toContainText(domainOk);
  await expect(verdict).toContainText('test data');
});

test('after a kill during a check, the check continues and repeats no known answer', async ({ page, outside, dns }) => {
  const domains = Array.from({ length: 300 }, (_, index) => `company${index}.test`);
  for (const domain of domains) dns.set(domain, { mx: [[10, `mx.${domain}`]], delayMs: 250 });
  await outside.addLeads(domains.map((domain, index) => ({ firstName: `No ${index}`, email: `ana@${domain}` })));
  await page.goto(`${outside.product.url}/app/leads`);
  await page.getByRole('checkbox', { name: 'Select all loaded leads' }).click();
  await page.getByRole('button', { name: 'Select all 300 matching leads' }).click();
  await page.getByRole('toolbar', { name: 'Selected leads' }).getByRole('button', { name: 'Verify emails' }).click();
  await page.getByRole('button', { name: 'Verify emails of 300 leads' }).click();
  await expect.poll(() => dns.questions.length).toBeGreaterThan(100);
  const known = (await outside.jobs())[0]?.counts['valid'] ?? 0;
  const lost = mxQuestions(dns) - known;
  await outside.killAndRestart();
  await expect(jobCard(page, 'Verify emails of 300 leads')).toContainText('Done', { timeout: 90_000 });
  const [job] = await outside.jobs();
  expect(job).toMatchObject({ state: 'completed', counts: { valid: 300, waiting: 0, running: 0 } });
  // Only questions whose answers the kill lost are repeated; 64 may have been sent just before it.
  expect(mxQuestions(dns)).toBeLessThanOrEqual(300 + lost + 64);
});

const mxQuestions = (dns: LocalDnsServer): number => dns.questions.filter(({ type }) => type === 'MX').length;
