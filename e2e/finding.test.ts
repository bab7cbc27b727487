import type { Locator, Page } from '@playwright/test';
import { expect, test } from './test.ts';

const grid = (page: Page): Locator => page.getByRole('grid', { name: 'Leads' });
const total = (page: Page): Locator => page.getByRole('status', { name: 'Number of leads' });
const menu = (page: Page): Locator => page.getByRole('navigation', { name: 'Main' });
/** Names of the leads in the table, in its order. */
const names = (page: Page): Locator => grid(page).locator('[data-row] [aria-colindex="2"] button');
const heads = (page: Page): Promise<string[]> =>
  grid(page)
    .getByRole('columnheader')
    .evaluateAll((cells) => cells.map((cell) => cell.textContent.trim()));

const leads = [
  {
    firstName: 'Ana',
    lastName: 'Acme',
    email: 'ana@acme.example',
    jobTitle: 'Head of Purchasing',
    countryCode: 'US',
    phoneNumber: '+1 404 555 0123',
    tags: ['fair', 'vip'],
    custom: { 'Sales region': 'EMEA', Phone: 'ask at the desk' },
  },
  {
    firstName: 'Ben',
    lastName: 'Berg',
    email: 'ben@globex.example',
    jobTitle: 'CTO',
    countryCode: 'ES',
    phoneNumber: '+34 612 345 678',
    tags: ['fair'],
    doNotContact: true,
  },
  { firstName: 'Cleo', lastName: 'Corp', email: 'cleo@initech.example', companyName: 'Initech' },
];

/** Chooses a value in a filter that is open, and checks the number of leads beside it. */
async function choose(page: Page, filter: string, value: string, count: number): Promise<void> {
  const choice = page
    .getByRole('group', { name: filter, exact: true })
    .getByLabel(new RegExp(`^${value}\\s*${count}$`, 'u'));
  await choice.click();
  await expect(choice).toBeChecked();
  await page.keyboard.press('Escape');
}

test('leads are found by what a person remembers, filtered by counted values, and shown in columns of one’s choice', async ({
  page,
  outside,
}) => {
  await outside.addLeads(leads.slice(0, 2));
  await outside.addLeads(leads.slice(2));
  const [ben] = await outside.leads('tag=fair&country=ES');
  await outside.patchLead(ben?.id ?? 0, { message: 'Hello Ben' });
  await page.goto(`${outside.product.url}/app/leads`);
  await expect(total(page)).toHaveText('3 leads');

  // What the search found is marked in its column, or named below the name.
  const search = page.getByRole('searchbox', { name: 'Search leads' });
  for (const [typed, found, marked, shownAs] of [
    ['404 555', 'Ana Acme', /^404.555$/u, null],
    ['purchas', 'Ana Acme', 'Purchas', null],
    ['vip', 'Ana Acme', 'vip', 'Found in Tag: vip'],
    ['emea', 'Ana Acme', 'EMEA', 'Found in Sales region: EMEA'],
  ] as const) {
    await search.fill(typed);
    await expect(names(page)).toHaveText([found]);
    await expect(grid(page).locator('mark')).toHaveText([marked]);
    await expect(grid(page).locator('[data-found-in]')).toHaveText(shownAs === null ? [] : [shownAs]);
  }
  await search.press('Escape');
  await expect(total(page)).toHaveText('3 leads');

  await page.getByRole('button', { name: 'Filter by email' }).click();
  await choose(page, 'Email', 'Not checked', 3);
  await page.getByRole('button', { name: 'Filter by tag' }).click();
  await expect(page.getByRole('group', { name: 'Tag', exact: true }).locator('label')).toHaveText(['fair2', 'vip1']);
  await choose(page, 'Tag', 'fair', 2);
  await expect(names(page)).toHaveText(['Ben Berg', 'Ana Acme']);
  await page.getByRole('button', { name: 'Clear all filters' }).click();

  // Each of these is one choice away, and open at once.
  for (const [filter, value, found] of [
    ['Line type', 'Mobile', ['Ben Berg']],
    ['Do not contact', 'Do not contact', ['Ben Berg']],
    ['Missing field', 'Message', ['Cleo Corp', 'Ana Acme']],
  ] as const) {
    await page.getByRole('button', { name: '+ Add filter' }).click();
    await page.getByRole('menuitem', { name: filter }).click();
    await choose(page, filter, value, found.length);
    await expect(names(page)).toHaveText(found);
    await page.getByRole('button', { name: 'Clear all filters' }).click();
  }
  await page.getByRole('button', { name: '+ Add filter' }).click();
  await page.getByRole('menuitem', { name: 'Import' }).click();
  const imports = page.getByRole('group', { name: 'Import', exact: true }).getByRole('checkbox');
  await expect(imports).toHaveCount(2);
  await expect(imports.first()).toHaveAccessibleName(/\s1$/u);
  await expect(imports.last()).toHaveAccessibleName(/\s2$/u);
  await imports.first().click();
  await expect(names(page)).toHaveText(['Cleo Corp']);
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Clear all filters' }).click();

  // Every field can be a column, in an order and at a place of one’s own, by keyboard.
  const headsBefore = await heads(page);
  const columns = page.getByRole('group', { name: 'Columns', exact: true });
  const handle = columns.getByRole('button', { name: 'Move Country', exact: true });
  await page.getByRole('button', { name: 'Columns' }).press('Enter');
  await columns.getByRole('textbox', { name: 'Search columns' }).fill('region');
  await columns.getByRole('checkbox', { name: 'Sales region' }).press('Space');
  await expect(grid(page).getByRole('columnheader', { name: 'Sales region' })).toBeVisible();
  await expect(grid(page).getByRole('gridcell', { name: 'EMEA' })).toBeVisible();
  await columns.getByRole('textbox', { name: 'Search columns' }).fill('');
  await columns.getByRole('button', { name: 'Pin Phone to the left' }).press('Enter');
  await expect.poll(async () => (await heads(page)).slice(1, 3)).toEqual(['Name', 'Phone']);
  await handle.press('Space');
  // Each press moves by one place once the page has measured the places.
  await expect(async () => {
    await page.keyboard.press('ArrowUp');
    await expect(columns.getByRole('status')).toContainText('position 4', { timeout: 2_000 });
  }).toPass();
  await page.keyboard.press('Space');
  await expect.poll(async () => (await heads(page)).slice(1, 4)).toEqual(['Name', 'Phone', 'Country']);
  const arranged = await heads(page);
  expect(arranged).toContain('Sales region');
  await page.reload();
  await expect.poll(async () => heads(page)).toEqual(arranged);

  await page.getByRole('button', { name: 'Columns' }).press('Enter');
  await columns.getByRole('button', { name: 'Reset columns' }).press('Enter');
  await expect.poll(async () => heads(page)).toEqual(headsBefore);
  await page.keyboard.press('Escape');

  // The menu returns to where one was; a second time it shows all leads.
  await grid(page).getByRole('columnheader', { name: 'Email' }).getByRole('button').click();
  await page.getByRole('button', { name: 'Filter by tag' }).click();
  await choose(page, 'Tag', 'fair', 2);
  await menu(page).getByRole('link', { name: 'Jobs' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Jobs' })).toBeVisible();
  await menu(page).getByRole('link', { name: 'Leads', exact: true }).click();
  await expect(names(page)).toHaveText(['Ana Acme', 'Ben Berg']);
  await expect(page.getByRole('button', { name: 'Filter by tag: fair', exact: true })).toBeVisible();
  await menu(page).getByRole('link', { name: 'Leads', exact: true }).click();
  await expect(total(page)).toHaveText('3 leads');
});
