import { expect, test } from './test.ts';

test('an invalid number stays in its field, shows an error and is never saved as another number', async ({
  page,
  outside,
}) => {
  await page.goto(`${outside.product.url}/app/providers`);
  const orion = page.getByRole('article', { name: 'Orion' });
  await orion.getByRole('button', { name: 'Change price and limits' }).click();
  const settings = page.getByRole('form', { name: /^Settings of Orion/u });
  const save = settings.getByRole('button', { name: 'Save' });
  const calls = settings.getByLabel('Calls per second');
  const price = settings.getByLabel(/^Price/u);

  await calls.fill('2.5');
  await expect(calls).toHaveValue('2.5');
  await expect(settings.getByText('Whole numbers only.')).toBeVisible();
  await expect(save).toBeDisabled();
  await calls.press('Enter');
  await calls.fill('7');
  await expect(settings.getByText('Whole numbers only.')).toBeHidden();

  for (const [typed, error] of [
    ['-1', 'At least €0.00.'],
    ['1e9', 'Enter a number such as 12.5.'],
    ['1001', 'At most €1,000.00.'],
  ] as const) {
    await price.fill(typed);
    await price.blur();
    await expect(price).toHaveValue(typed);
    await expect(settings.getByText(error)).toBeVisible();
    await expect(save).toBeDisabled();
  }
  await price.fill('0.25');
  await expect(settings.getByText('= €0.25')).toBeVisible();
  await save.click();
  await expect(settings).toBeHidden();
  expect(await outside.provider('orion')).toMatchObject({ ratePerSecond: 7, priceMicros: 250_000 });
});

test.describe('in a German browser', () => {
  test.use({ locale: 'de-DE' });

  test('reads a spending limit in German number format', async ({ page, outside }) => {
    await outside.loadSamples();
    await page.goto(`${outside.product.url}/app/leads`);
    await page.getByRole('checkbox', { name: 'Select all loaded leads' }).click();
    await page
      .getByRole('toolbar', { name: 'Selected leads' })
      .getByRole('button', { name: 'Find phone numbers' })
      .click();
    const dialog = page.getByRole('dialog', { name: 'Find phone numbers' });
    const start = dialog.getByRole('button', { name: /^Find \d+ phone numbers$/u });
    const limit = dialog.getByLabel('Spending limit (optional)');
    await expect(start).toBeEnabled();
    await limit.fill('1.5');
    await expect(dialog.getByText('Enter a number such as 12,5.')).toBeVisible();
    await expect(start).toBeDisabled();
    await limit.fill('1.234,5');
    await expect(dialog.getByText(/= 1\.234,50\s€/u)).toBeVisible();
    await start.click();
    await expect(dialog).toBeHidden();
    expect((await outside.jobs())[0]).toMatchObject({ maxCostMicros: 1_234_500_000 });
  });
});
