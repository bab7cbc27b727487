import { readFile } from 'node:fs/promises';
import { expect, test } from './test.ts';

test('a suppression list applied: leads are marked, not looked up, not imported, not exported, and come back', async ({
  page,
  outside,
}) => {
  await outside.addLeads([
    { email: 'ana@acme.example', firstName: 'Ana', lastName: 'Acme', jobTitle: 'CTO' },
    { email: 'ben@globex.example', firstName: 'Ben', lastName: 'Globex', jobTitle: 'CTO' },
    { firstName: 'Cleo', lastName: 'NoMail', companyName: 'Acme', companyWebsite: 'shop.acme.example' },
  ]);
  await page.goto(outside.product.url);
  await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Suppression list' }).click();

  await page.getByRole('textbox', { name: /^Emails, domains/u }).fill('acme.example\n+34 612 000 111\nsomething else');
  await page.getByRole('button', { name: 'Add to list' }).click();
  const result = page.getByRole('status', { name: 'Result' });
  await expect(result).toContainText('2 values added. 1 not understood.');
  await expect(result).toContainText('Line 3: “something else”');

  const file = {
    name: 'optout.csv',
    mimeType: 'text/csv',
    buffer: Buffer.from('Email;Reason\ndan@free.example;moved\n'),
  };
  await page.getByLabel('List file').setInputFiles(file);
  await expect(result).toContainText('Columns read: Email. Not read: Reason.');
  await expect(page.getByRole('row', { name: 'optout.csv' })).toBeVisible();
  const counts = page.getByRole('status', { name: 'On the list' });
  await expect(counts).toContainText('1 email, 1 domain, 1 phone number');

  await counts.getByRole('link', { name: 'Show 2 leads' }).click();
  await expect(page.getByRole('status', { name: 'Number of leads' })).toHaveText('2 leads');
  const grid = page.getByRole('grid', { name: 'Leads' });
  await expect(grid.getByRole('img', { name: 'On the suppression list' })).toHaveCount(2);
  await grid.getByRole('button', { name: 'Cleo NoMail' }).click();
  const panel = page.getByRole('complementary', { name: 'Lead' });
  await expect(panel.getByRole('button', { name: 'Find phone number' })).toBeDisabled();
  await panel.getByRole('button', { name: 'Close lead' }).click();
  await page.getByRole('button', { name: 'Clear suppression list filter' }).click();

  await page.getByRole('button', { name: 'Import', exact: true }).click();
  const dialog = page.getByRole('dialog', { name: 'Import leads' });
  const rows = 'Email,First name,Company\ndan@free.example,Dan,Free\neve@free.example,Eve,Free\n';
  await dialog
    .getByLabel('CSV file')
    .setInputFiles({ name: 'new.csv', mimeType: 'text/csv', buffer: Buffer.from(rows) });
  await expect(dialog.getByText('On the suppression list: not imported').first()).toBeVisible();
  await dialog.getByRole('button', { name: 'Import 1 lead' }).click();
  await expect(dialog.getByRole('status', { name: 'Import result' })).toContainText('1 created');
  await page.goto(`${outside.product.url}/app/leads`);
  await expect(page.getByRole('status', { name: 'Number of leads' })).toHaveText('4 leads');

  await page.getByRole('button', { name: 'Export', exact: true }).click();
  await expect(page.getByRole('dialog')).toContainText('2 leads on the suppression list are left out');
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page
      .getByRole('dialog')
      .getByRole('link', { name: /^Download/u })
      .click(),
  ]);
  const text = await readFile(await download.path(), 'utf8');
  expect(text).toContain('ben@globex.example');
  expect(text).not.toMatch(/ana@acme|Cleo/u);

  await page.goto(`${outside.product.url}/app/suppression`);
  await page.getByRole('textbox', { name: 'Is this value on the list?' }).fill('ana@mail.acme.example');
  await page.getByRole('button', { name: 'Check value' }).click();
  await expect(page.getByRole('status', { name: 'Check result' })).toHaveText(
    'On the list, by the domain acme.example.',
  );
  await page.getByRole('button', { name: 'Remove acme.example' }).click();
  await expect(page.getByRole('status', { name: 'Check result' })).toHaveText('Not on the list.');
  await expect.poll(async () => (await outside.leads('suppressed=true')).length).toBe(0);
});
