import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Locator, Page } from '@playwright/test';
import { expect, test } from './test.ts';

const cases = path.resolve(import.meta.dirname, '../backend/src/imports/cases/files');
const dialogOf = (page: Page): Locator => page.getByRole('dialog', { name: 'Import leads' });
const importButton = (page: Page): Locator => dialogOf(page).getByRole('button', { name: /^Import [\d,]+ leads?$/u });
const continueButton = (page: Page): Locator => dialogOf(page).getByRole('button', { name: 'Continue' });
const result = (page: Page): Locator => dialogOf(page).getByRole('status', { name: 'Import result' });
const wouldHappen = (page: Page): Locator => dialogOf(page).getByRole('group', { name: 'Expected result' });

/** Drops a file on the page as a user would from the desktop. */
async function drop(page: Page, name: string, bytes: Buffer): Promise<void> {
  const dataTransfer = await page.evaluateHandle(
    ({ base64, fileName }) => {
      const transfer = new DataTransfer();
      const content = Uint8Array.from(atob(base64), (letter) => letter.codePointAt(0) ?? 0);
      transfer.items.add(new File([content], fileName));
      return transfer;
    },
    { base64: bytes.toString('base64'), fileName: name },
  );
  // The page listens once it has rendered.
  await expect(async () => {
    await page.dispatchEvent('body', 'dragenter', { dataTransfer });
    await expect(page.getByText('Drop to import')).toBeVisible({ timeout: 1_000 });
  }).toPass();
  await page.dispatchEvent('body', 'drop', { dataTransfer });
}

async function dropCase(page: Page, name: string): Promise<void> {
  await drop(page, name, await readFile(path.join(cases, name)));
  await expect(dialogOf(page).getByRole('table', { name: 'Columns' })).toBeVisible();
}

test('unknown countries of a dropped file are chosen by keyboard, and its leads go on to their phone numbers', async ({
  page,
  outside,
}) => {
  const countries = ['Atlantis', 'Spain', 'Atlantis', 'XXX', 'Atlantis'];
  const rows = countries.map((country, index) => `Ana${index},Pérez,ana${index}@acme.example,${country}`);
  await page.goto(`${outside.product.url}/app/jobs`);
  await expect(page.getByRole('heading', { name: 'Jobs' })).toBeVisible();
  await drop(page, 'partners.csv', Buffer.from(`First name,Last name,E-mail,Country\n${rows.join('\n')}\n`));

  const dialog = dialogOf(page);
  const card = dialog.getByRole('listitem', { name: /^Not a country/u });
  await card.getByRole('combobox', { name: 'Country of 3 rows with “Atlantis”' }).focus();
  await page.keyboard.type('gree');
  await page.keyboard.press('Enter');
  await expect(card.getByRole('combobox', { name: /Atlantis/u })).toHaveValue('Greece');
  await expect(card.getByRole('button', { name: 'Show 1 row' })).toBeVisible();
  const other = card.getByRole('combobox', { name: 'Country of 1 row with “XXX”' });
  await other.focus();
  await page.keyboard.type('leave');
  await page.keyboard.press('Enter');
  await expect(card).toContainText('Every value has a choice or a correction.');
  await expect(card).toContainText('1 other value is recognized');

  await importButton(page).click();
  await expect(result(page)).toContainText('5 rows: 5 created.');
  const codes = (await outside.leads('sort=id')).map(({ countryCode, countryRaw }) => countryCode ?? countryRaw);
  expect(codes).toEqual(['GR', 'ES', 'GR', null, 'GR']);

  await dialog.getByRole('button', { name: 'Find phone numbers for these 5' }).click();
  const find = page.getByRole('dialog', { name: 'Find phone numbers' });
  await expect(find).toContainText('5 will be looked up');
  await expect(find).toContainText('Max cost');
  await find.getByRole('button', { name: 'Find 5 phone numbers' }).click();
  await expect(find).toBeHidden();
  await expect
    .poll(outside.jobs)
    .toContainEqual(expect.objectContaining({ kind: 'phone_lookup', total: 5, state: 'completed' }));
  await expect(page).toHaveURL(/importId=\d+/u);
});

test('the export of LinkedIn with notes above its header is imported, and another header is one click away', async ({
  page,
  outside,
}) => {
  await page.goto(outside.product.url);
  await dropCase(page, 'notes-above-header.csv');
  const dialog = dialogOf(page);
  const header = dialog.getByRole('status', { name: 'Header line' });
  await expect(header).toContainText('Line 4 is the header. The 2 lines above are not imported.');
  await expect(dialog.getByRole('note')).toContainText('above the table are not imported');

  const change = dialog.getByRole('button', { name: 'Change header' });
  if (await change.isVisible()) await change.click();
  const lines = dialog.getByRole('table', { name: 'First lines of the file' });
  await lines.getByRole('row').filter({ hasText: 'Ines' }).click();
  await expect(header).toContainText('Line 5 is the header. The 3 lines above are not imported.');
  await expect(dialog.getByRole('combobox', { name: 'Field for “Ines”' })).toBeVisible();
  await lines.getByRole('button', { name: 'Line 4 is the header' }).press('Enter');
  await expect(header).toContainText('Line 4 is the header.');
  await expect(dialog.getByRole('combobox', { name: 'Field for “URL”' })).toHaveValue('LinkedIn');

  await dialog.getByRole('button', { name: 'Ignore the rest' }).click();
  await continueButton(page).click();
  await expect(wouldHappen(page)).toContainText('3 rows:1 new0 changed0 skipped2 can’t be imported');
  const missing = dialog.getByRole('listitem', { name: /^No email/u });
  await missing.getByRole('button', { name: 'Import without email' }).click();
  await expect(importButton(page)).toHaveText('Import 3 leads');
  await importButton(page).click();
  await expect(result(page)).toContainText('3 rows: 3 created.');
  const leads = await outside.leads('sort=id');
  expect(leads).toMatchObject([
    { firstName: 'Ines', lastName: 'Modelo', email: 'ines@modelo.example', jobTitle: 'Compras', custom: {} },
    { firstName: 'Jørn', linkedinUrl: 'https://www.linkedin.com/in/joern-eksempel-4', companyName: 'Eksempel AS' },
    { firstName: 'Kim', companyName: 'Kasus, Fall & Co', email: null },
  ]);
});

test('a Cyrillic file of Windows-1251 is read in its own letters', async ({ page, outside }) => {
  await page.goto(outside.product.url);
  await dropCase(page, 'windows-1251.csv');
  const dialog = dialogOf(page);
  await expect(dialog.getByRole('combobox', { name: 'Encoding' })).toHaveValue('Cyrillic (Windows-1251)');
  await expect(dialog.getByRole('table', { name: 'Columns' })).toContainText('Пётр');
  await continueButton(page).click();
  await expect(importButton(page)).toHaveText('Import 2 leads');
  await importButton(page).click();
  await expect(result(page)).toContainText('2 rows: 2 created.');
  expect(await outside.leads('sort=id')).toMatchObject([
    { firstName: 'Пётр', lastName: 'Образцов', companyName: 'ООО Образец', countryCode: 'KZ' },
    { firstName: 'Анна', lastName: 'Пробная', countryCode: 'BG' },
  ]);
});

test('a row in another encoding is marked, and repaired in the review before the import', async ({ page, outside }) => {
  await page.goto(outside.product.url);
  await dropCase(page, 'one-windows-1252-row.csv');
  const dialog = dialogOf(page);
  await expect(dialog.getByRole('combobox', { name: 'Encoding' })).toHaveValue('Unicode (UTF-8)');
  await continueButton(page).click();
  await expect(importButton(page)).toHaveText('Import 4 leads');
  const odd = dialog.getByRole('listitem', { name: /^Not in the encoding of the file/u });
  await odd.first().getByRole('button', { name: 'Show 1 row' }).click();
  const row = dialog.getByRole('row', { name: 'Line 3', exact: true });
  await expect(row).toContainText(
    'Zoë”, Last name “D’Amico”, Company “D’Amico & C”: the file is UTF-8, but this cell is not.',
  );
  await row.getByRole('gridcell', { name: 'Zoë', exact: true }).click();
  const cell = row.getByRole('textbox', { name: 'First name, line 3' });
  await cell.fill('Zoe');
  await cell.press('Enter');
  await expect(dialog.getByRole('list', { name: 'Corrections' })).toContainText('Line 3, First name: “Zoe”');
  await importButton(page).click();
  await expect(result(page)).toContainText('4 rows: 4 created.');
  const names = (await outside.leads('sort=id')).map(({ firstName, lastName }) => `${firstName} ${lastName}`);
  expect(names).toEqual(['José Nuñez', 'Zoe D’Amico', 'Łucja Dąb', 'Björk Ås']);
});

test('the second sheet of a workbook is chosen and imported', async ({ page, outside }) => {
  await page.goto(outside.product.url);
  await drop(page, 'two-sheets.xlsx', await readFile(path.join(cases, 'two-sheets-openpyxl.xlsx')));
  const dialog = dialogOf(page);
  const sheet = dialog.getByRole('combobox', { name: 'Sheet' });
  await expect(sheet).toHaveValue('Info');
  await sheet.click();
  await page.getByRole('option', { name: 'People' }).click();
  await expect(sheet).toHaveValue('People');
  await expect(dialog.getByRole('status', { name: 'Header line' })).toContainText('Line 3 is the header.');
  await expect(dialog.getByRole('combobox', { name: 'Encoding' })).toHaveCount(0);
  await expect(dialog.getByRole('table', { name: 'Columns' })).toContainText('Łukasz');
  await continueButton(page).click();
  await expect(importButton(page)).toHaveText('Import 3 leads');
  await importButton(page).click();
  await expect(result(page)).toContainText('3 rows: 3 created.');
  const leads = await outside.leads('sort=id');
  expect(leads.map(({ firstName, custom }) => [firstName, custom['Customer no.']])).toEqual([
    ['Zoë', '00123'],
    ['Łukasz', '00045'],
    ['王', '00007'],
  ]);
  // The draft of the first sheet was replaced.
  await page.goto(`${outside.product.url}/app/imports`);
  await expect(page.getByRole('table', { name: 'Imports' }).getByRole('row')).toHaveCount(2);
  await expect(page.getByRole('region', { name: 'Drafts' })).toHaveCount(0);
});
