import { expect, fill, test, untilJobsEnd, work } from './pictures.ts';

const screen = 'jobs';

test('jobs', async ({ page, outside, send, shoot }) => {
  const address = `${outside.product.url}/app/jobs`;
  await page.goto(address);
  await expect(page.getByText(/^No jobs yet/u)).toBeVisible();
  await shoot(screen, 'empty');

  const ids = await fill(outside, send);
  await work(outside, send, ids.slice(0, 40));
  // Shorter than the latency of any provider.
  await outside.patchProvider('orion', { timeoutMs: 100 });
  await send('POST', '/phone-lookups', { leadIds: ids.slice(40, 60) });
  await send('POST', '/leads/generate-messages', { leadIds: ids, template: 'Hello {firstName}, {jobTitle}' });
  await untilJobsEnd(outside);
  await page.goto(address);
  const table = page.getByRole('table', { name: 'Jobs' });
  await expect(table.getByRole('button')).toHaveCount(4);
  await shoot(screen, 'list');
  await page.getByRole('combobox', { name: 'Filter by kind' }).click();
  await expect(page.getByRole('option').first()).toBeVisible();
  await shoot(screen, 'kinds');
  await page.keyboard.press('Escape');
  for (const [name, state] of [
    [/^Find phone numbers for 40/u, 'lookup'],
    [/^Find phone numbers for 20/u, 'failures'],
    [/^Verify emails/u, 'verification'],
    [/^Write messages/u, 'messages'],
  ] as const) {
    await table.getByRole('button', { name }).click();
    await expect(table.getByRole('article', { name })).toBeVisible();
    await shoot(screen, state, { heightPx: 1_200 });
  }

  await send('POST', '/phone-lookups', { filter: {}, maxCostMicros: 1_000_000 });
  await expect.poll(async () => (await outside.jobs())[0]?.state).toBe('on_hold');
  await page.goto(`${address}?job=${(await outside.jobs())[0]?.id}`);
  await expect(table.getByRole('button', { name: 'Raise limit and resume' })).toBeVisible();
  await shoot(screen, 'spending-limit', { heightPx: 1_200 });
  await page.goto(`${address}?state=failed`);
  await expect(page.getByText('No job matches these filters.')).toBeVisible();
  await shoot(screen, 'no-match');
});
