import type { Locator, Page } from '@playwright/test';
import { expect, test } from './test.ts';

const grid = (page: Page): Locator => page.getByRole('grid', { name: 'Leads' });
const panel = (page: Page): Locator => page.getByRole('complementary', { name: 'Lead', exact: true });
const section = (page: Page, name: string): Locator => panel(page).getByRole('region', { name });
const total = (page: Page): Locator => page.getByRole('status', { name: 'Number of leads' });
const toast = (page: Page, text: string): Locator => page.getByRole('alert').filter({ hasText: text });
const widthPx = async (of: Locator): Promise<number> => Math.round((await of.boundingBox())?.width ?? 0);

// The newest lead is the first row.
const leads = [
  { firstName: 'Cleo', lastName: 'Corp', email: 'cleo@initech.example', tags: ['fair', 'vip'] },
  { firstName: 'Ben', lastName: 'Berg', email: 'ben@globex.example', jobTitle: 'CTO', tags: ['fair'] },
  {
    firstName: 'Ana',
    lastName: 'Acme',
    email: 'ana@acme.example',
    jobTitle: 'Buyer',
    companyName: 'Acme',
    companyWebsite: 'acme.example',
    linkedinUrl: 'https://www.linkedin.com/in/ana-acme',
    phoneNumber: '+1 404 555 0123',
    custom: { Region: 'EMEA' },
  },
];

test('a lead is worked on in the panel beside the table, loses no typed text, and comes back from deletion', async ({
  page,
  context,
  outside,
}) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await outside.addLeads(leads);
  const [ana] = await outside.leads('q=ana@acme.example');
  const id = ana?.id ?? 0;
  const now = async () => (await outside.leads('q=ana@acme.example'))[0];

  // The server has not answered yet, and the panel shows what the row knows.
  let answer = (): void => undefined;
  const answered = new Promise<void>((resolve) => {
    answer = resolve;
  });
  await page.route(`**/leads/${id}`, async (route) => {
    await answered;
    await route.continue();
  });
  await page.goto(`${outside.product.url}/app/leads`);
  await expect(total(page)).toHaveText('3 leads');
  const fullPx = await widthPx(grid(page));
  await grid(page).getByRole('gridcell', { name: 'Buyer' }).click();
  await expect(panel(page).getByRole('heading', { name: 'Ana Acme' })).toBeVisible();
  await expect(section(page, 'Fields').getByRole('button', { name: 'Job title: Buyer. Edit' })).toBeVisible();
  await expect(section(page, 'Phone')).toContainText('+1 404');
  await expect(section(page, 'Phone')).toContainText('Loading the calls…');
  answer();
  await expect(section(page, 'Phone')).toContainText('No provider was called yet.');

  // The panel takes its place from the table, as wide as a person wants it.
  const panelPx = await widthPx(panel(page));
  expect(await widthPx(grid(page))).toBe(fullPx - panelPx);
  const edge = panel(page).getByRole('separator', { name: 'Width of the lead panel' });
  await edge.press('ArrowLeft');
  await expect.poll(() => widthPx(panel(page))).toBe(panelPx + 20);
  expect(await widthPx(grid(page))).toBe(fullPx - panelPx - 20);

  await expect(panel(page)).toContainText('1 of 3');
  await expect(panel(page).getByRole('button', { name: 'Previous lead' })).toBeDisabled();
  await panel(page).getByRole('button', { name: 'Next lead' }).click();
  await expect(panel(page).getByRole('heading', { name: 'Ben Berg' })).toBeVisible();
  await expect(panel(page)).toContainText('2 of 3');
  await expect(grid(page).locator('[data-row][data-active]')).toContainText('Ben Berg');
  await panel(page).getByRole('button', { name: 'Previous lead' }).click();
  await expect(page).toHaveURL(new RegExp(`lead=${id}$`, 'u'));

  const actions = panel(page).getByRole('group', { name: 'Actions' });
  for (const [name, address] of [
    [/^Call /u, 'tel:+14045550123'],
    ['Write to ana@acme.example', 'mailto:ana@acme.example'],
    ['Open LinkedIn profile', 'https://www.linkedin.com/in/ana-acme'],
    ['Open acme.example', 'https://acme.example/'],
  ] as const) {
    await expect(actions.getByRole('link', { name })).toHaveAttribute('href', address);
  }
  const copied = (): Promise<string> => page.evaluate(() => navigator.clipboard.readText());
  await actions.getByRole('button', { name: 'Copy phone number' }).click();
  await expect.poll(copied).toBe('+14045550123');
  await actions.getByRole('button', { name: 'Copy email' }).click();
  await expect.poll(copied).toBe('ana@acme.example');

  // Custom fields and tags are edited like other fields; tags that leads have are suggested.
  const fields = section(page, 'Fields');
  await fields.getByRole('button', { name: 'Region: EMEA. Edit' }).click();
  await fields.getByRole('textbox', { name: 'Region' }).fill('APAC');
  await page.keyboard.press('Enter');
  await expect.poll(async () => (await now())?.custom).toEqual({ Region: 'APAC' });
  await expect(section(page, 'History')).toContainText('Region: EMEA → APAC');
  await fields.getByRole('combobox', { name: 'Tags' }).click();
  await expect(page.getByRole('option')).toHaveText(['fair2', 'vip1']);
  await page.getByRole('option', { name: 'vip' }).click();
  await expect.poll(async () => (await now())?.tags).toEqual(['vip']);
  await page.keyboard.press('Escape');

  // Somebody else writes the same field meanwhile: the typed text stays, and the person decides.
  const title = fields.getByRole('textbox', { name: 'Job title' });
  await fields.getByRole('button', { name: 'Job title: Buyer. Edit' }).click();
  await title.fill('Head of Purchasing');
  await outside.patchLead(id, { jobTitle: 'Purchaser' });
  await title.press('Enter');
  await expect(fields.getByRole('alert')).toContainText('Someone else changed this to “Purchaser” meanwhile.');
  await expect(title).toHaveValue('Head of Purchasing');
  await fields.getByRole('button', { name: 'Keep mine' }).click();
  await expect.poll(async () => (await now())?.jobTitle).toBe('Head of Purchasing');

  // A message being written survives Escape, the end of the panel, and a reload.
  const message = section(page, 'Message');
  await message.getByRole('button', { name: 'Write message' }).click();
  await message.getByRole('textbox', { name: 'Message' }).fill('Hello Ana, half a thou');
  await page.keyboard.press('Escape');
  await expect(message.getByRole('note', { name: 'Draft' })).toBeVisible();
  await panel(page).getByRole('button', { name: 'Close lead' }).click();
  await expect(panel(page)).toBeHidden();
  await page.reload();
  await grid(page).getByRole('button', { name: 'Ana Acme' }).click();
  await expect.poll(() => widthPx(panel(page))).toBe(panelPx + 20);
  await message.getByRole('button', { name: 'Continue editing' }).click();
  await expect(message.getByRole('textbox', { name: 'Message' })).toHaveValue('Hello Ana, half a thou');
  await page.keyboard.type('ght');
  await message.getByRole('button', { name: 'Save message' }).click();
  await expect.poll(async () => (await now())?.message).toBe('Hello Ana, half a thought');

  await actions.getByRole('button', { name: 'Delete lead' }).click();
  await expect(panel(page)).toBeHidden();
  await expect(total(page)).toHaveText('2 leads');
  await toast(page, '1 lead deleted.').getByRole('button', { name: 'Undo' }).click();
  await expect(total(page)).toHaveText('3 leads');

  // Without any lead left, the way back is in the empty table and among the deleted leads.
  const deleteAll = async (): Promise<void> => {
    await page.getByRole('checkbox', { name: 'Select all loaded leads' }).click();
    await page.getByRole('toolbar', { name: 'Selected leads' }).getByRole('button', { name: 'Delete' }).click();
    await expect(page.getByRole('heading', { name: 'No leads yet' })).toBeVisible();
  };
  await deleteAll();
  const last = page.getByRole('note', { name: 'Last deletion' });
  await expect(last).toContainText('3 leads deleted');
  await last.getByRole('button', { name: 'Undo' }).click();
  await expect(total(page)).toHaveText('3 leads');
  await deleteAll();
  await last.getByRole('link', { name: 'Deleted leads' }).click();
  await page.getByRole('table', { name: 'Deletions' }).getByRole('button', { name: 'Restore 3 leads' }).click();
  await expect(page.getByText('No leads were deleted in the last 24 hours.')).toBeVisible();
  await expect.poll(() => outside.leadCount()).toBe(3);
  expect(await now()).toMatchObject({
    message: 'Hello Ana, half a thought',
    tags: ['vip'],
    custom: { Region: 'APAC' },
  });
});
