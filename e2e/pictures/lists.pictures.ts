import { expect, keep, test } from './pictures.ts';

test('suppression list and deleted leads', async ({ page, outside, send, shoot }) => {
  const { url } = outside.product;
  await page.goto(`${url}/app/suppression`);
  await expect(page.getByText('The list is empty.')).toBeVisible();
  await shoot('suppression', 'empty');
  await page.goto(`${url}/app/deleted`);
  await expect(page.getByText(/^No leads were deleted/u)).toBeVisible();
  await shoot('deleted', 'empty');

  await outside.loadSamples();
  await page.goto(`${url}/app/suppression`);
  await page
    .getByRole('textbox', { name: /^Emails, domains/u })
    .fill('acme-rockets.example\n+34 612 000 111\nsomething else\nlinkedin.com/in/ana-ruiz');
  await page.getByRole('button', { name: 'Add to list' }).click();
  await expect(page.getByRole('status', { name: 'Result' })).toContainText('1 not understood');
  await page.getByRole('textbox', { name: 'Is this value on the list?' }).fill('ana@mail.acme-rockets.example');
  await page.getByRole('button', { name: 'Check value' }).click();
  await expect(page.getByRole('status', { name: 'Check result' })).toContainText('On the list');
  await expect(page.getByRole('link', { name: /^Show \d+ leads/u })).toBeVisible();
  await shoot('suppression', 'checked', { heightPx: 1_200 });

  const [first, ...others] = (await outside.leads('sort=id')).map(({ id }) => id);
  await send('DELETE', '/leads', { ids: [first] });
  await send('DELETE', '/leads', { ids: others.slice(0, 30) });
  await page.goto(`${url}/app/deleted`);
  await expect(page.getByRole('table', { name: 'Deletions' }).getByRole('row')).toHaveCount(3);
  await page
    .getByRole('button', { name: /^Restore/u })
    .last()
    .click();
  await keep(page, 'restored');
  await shoot('deleted', 'list');
  await page.goto(`${url}/app/leads?suppressed=true`);
  await expect(page.getByRole('img', { name: 'On the suppression list' }).first()).toBeVisible();
  await page.getByRole('gridcell').nth(1).getByRole('button').first().click();
  await expect(page.getByRole('link', { name: 'On the suppression list' })).toBeVisible();
  await shoot('lead', 'suppressed');
  await page.goto(`${url}/app/nowhere`);
  await shoot('not-found', 'page');
});
