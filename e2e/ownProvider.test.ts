import { randomBytes } from 'node:crypto';
import { createServer } from 'node:http';
import { mkdtemp, rm } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { type Page, expect } from '@playwright/test';
import { startTestPostgres } from '../backend/src/db/testPostgres.ts';
import { instanceFile } from '../backend/src/embedded/instanceFile.ts';
import { builtMain, type Product, startProduct } from '../backend/src/testing/startProduct.ts';
import { temporalCliPath } from '../backend/src/testing/temporalCliPath.ts';
import { test } from './test.ts';

const key = 'acme-live-key-7f3a9c';
const leadCount = 100;
const creditsPerNumber = 2;
/** For many calls on a busy machine. */
const manyCalls = { timeout: 110_000 };

/** A provider on loopback: it checks its key, has credits, and counts its charged answers by email. */
async function startAcme() {
  const acme = { credits: 40, refused: 0, charged: new Map<string, number>() };
  const answerTo = (sentKey: string | undefined, email: string): [number, unknown] => {
    if (sentKey !== key) {
      acme.refused += 1;
      return [401, { error: 'unauthorized' }];
    }
    if (acme.credits < creditsPerNumber) return [402, { error: 'no credits' }];
    acme.credits -= creditsPerNumber;
    acme.charged.set(email, (acme.charged.get(email) ?? 0) + 1);
    return [200, { person: { mobile: '+1 415-555-0132' } }];
  };
  const server = createServer((request, response) => {
    const email = new URL(request.url ?? '', 'http://acme').searchParams.get('email') ?? '';
    const [status, body] = answerTo(String(request.headers['x-api-key']), email);
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return { acme, host: `localhost:${port}`, close: () => server.close() };
}

/** Two processes that share a database and a Temporal server, as on two machines. */
async function startTwo(host: string): Promise<[Product, Product, () => Promise<void>]> {
  const folder = (name: string): Promise<string> => mkdtemp(path.join(os.tmpdir(), `tinygenesy-${name}-`));
  const [first, second, data] = await Promise.all([folder('first'), folder('second'), folder('postgres')]);
  const postgres = await startTestPostgres(data);
  const cliPath = process.env['TEMPORAL_CLI_PATH'] ?? (await temporalCliPath());
  const env = {
    DATABASE_URL: postgres.url,
    SECRETS_KEY: randomBytes(32).toString('base64'),
    PROVIDER_HOSTS_ALLOW: host,
  };
  const one = await startProduct({ dataDir: first, main: builtMain, temporalCliPath: cliPath, env });
  const port = instanceFile(path.join(first, 'instance.json')).read().temporal?.port;
  const two = await startProduct({
    dataDir: second,
    main: builtMain,
    temporalCliPath: cliPath,
    env: { ...env, TEMPORAL_ADDRESS: `127.0.0.1:${port}` },
  });
  return [
    one,
    two,
    async () => {
      await two.kill('all');
      await one.kill('all');
      await postgres.stop();
      await Promise.all([first, second, data].map((used) => rm(used, { recursive: true, force: true })));
    },
  ];
}

const definition = (host: string): string => `schema: 1
id: acme
name: Acme
docs: https://acme.example/docs
hosts: [${host}]
auth: { header: X-Api-Key, value: '{{key}}' }
needs: [[email]]
ask: { method: GET, path: /v1/phone, query: { email: '{{email}}' } }
answer:
  proof: person
  phones: [{ at: person.mobile, type: mobile }]
price: { reserve: 2, cases: [{ when: found, credits: 2 }] }
limits: { windows: [[50, 1]], concurrent: 5 }
examples:
  - name: found
    lead: { email: a@example.com }
    got: [{ status: 200, body: { person: { mobile: '+1 415-555-0132' } } }]
    want: { outcome: found, phone: '+14155550132' }
  - name: not found
    lead: { email: a@example.com }
    got: [{ status: 200, body: { person: { mobile: null } } }]
    want: { outcome: not_found }
`;

test.setTimeout(600_000);
test('100 leads through one’s own provider, live on two processes: a wrong key, a test run, out of credits, a top-up, and back', async ({
  browser,
  page,
}) => {
  const { acme, host, close } = await startAcme();
  const [one, two, stop] = await startTwo(host);
  const other = await browser.newPage();
  try {
    const leads = Array.from({ length: leadCount }, (_, n) => ({ firstName: 'Ana', email: `ana${n}@acme.example` }));
    const sent = await fetch(`${one.url}/leads/bulk`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ leads }),
    });
    expect(sent.status).toBeLessThan(300);

    // The definition, and the wrong key.
    await page.goto(`${one.url}/app/providers`);
    await other.goto(`${two.url}/app/providers`);
    await page.getByRole('button', { name: 'Add provider' }).click();
    const dialog = page.getByRole('dialog', { name: 'Add provider' });
    await dialog.getByRole('tab', { name: 'Own definition' }).click();
    await dialog.getByRole('textbox', { name: 'Definition' }).fill(definition(host));
    await dialog.getByRole('button', { name: 'Add provider' }).click();
    await expect(dialog).toBeHidden();
    const card = page.getByRole('article', { name: 'Acme' });
    const enter = async (value: string, button: string): Promise<void> => {
      await card.getByRole('button', { name: button }).click();
      await card.getByLabel('API key').fill(value);
      await card.getByRole('button', { name: 'Save key' }).click();
      await expect(card.getByRole('button', { name: 'Change key' })).toBeVisible();
    };
    await enter('not-the-key-of-acme', 'Enter key');
    for (const name of ['Orion', 'Astra', 'Nimbus']) {
      await page.getByRole('switch', { name: `Use ${name}` }).press('Space');
    }

    await card.getByRole('switch', { name: 'Use Acme' }).press('Space');
    await page
      .getByRole('dialog', { name: /without a live test run/u })
      .getByRole('button', { name: 'Switch on Acme' })
      .click();
    await expect(card.getByRole('switch', { name: 'Use Acme' })).toBeChecked();

    // Live on both processes with one click.
    await page.getByRole('group', { name: 'Mode' }).getByRole('button', { name: 'Go live…' }).click();
    const live = page.getByRole('dialog', { name: 'Go live' });
    await live.getByRole('checkbox', { name: /I understand/u }).check();
    await live.getByRole('button', { name: 'Go live' }).click();
    await expect(live).toBeHidden();
    await expect(other.getByRole('note', { name: 'Sandbox' })).toBeHidden();

    // The test run shows the refusal, and with the right key the number.
    const testRun = async (): Promise<void> => {
      await card.getByRole('button', { name: 'Test run' }).click();
      await card.getByRole('combobox', { name: 'Lead' }).click();
      await page.getByRole('option').first().click();
      await card.getByRole('button', { name: 'Call Acme' }).click();
    };
    await testRun();
    await expect(card).toContainText('Status 401');
    expect(acme.refused).toBeGreaterThan(0);
    await card.getByRole('button', { name: 'Close' }).click();
    await enter(key, 'Change key');
    await testRun();
    await expect(card).toContainText('Status 200');
    await card.getByRole('button', { name: 'Yes', exact: true }).click();
    await card.getByRole('button', { name: 'Close' }).click();

    // All leads, until the credits are used up; both pages show it.
    await page.goto(one.url);
    await page.getByRole('checkbox', { name: /^Select all/u }).click();
    await page
      .getByRole('toolbar', { name: 'Selected leads' })
      .getByRole('button', { name: 'Find phone numbers' })
      .click();
    const find = page.getByRole('dialog', { name: 'Find phone numbers' });
    await find.getByRole('button', { name: `Find ${leadCount} phone numbers` }).click();
    await expect(other.getByRole('article', { name: 'Acme' })).toContainText('Acme is out of credits', manyCalls);
    await expect.poll(() => acme.credits).toBe(0);
    acme.credits = 1_000;
    await other.getByRole('article', { name: 'Acme' }).getByRole('button', { name: 'Call Acme now' }).click();
    await untilFound(two.url, leadCount);
    // The lead of the test run was charged there too; no other answer was paid twice.
    expect([...acme.charged.values()].filter((times) => times > 1).length).toBeLessThanOrEqual(1);
    expect(acme.charged.size).toBe(leadCount);
    await expectNumberShown(page);

    // Back from the other process.
    await other.getByRole('button', { name: 'Back to the sandbox…' }).click();
    await other.getByRole('button', { name: 'Switch to the sandbox' }).click();
    await expect(page.getByRole('note', { name: 'Sandbox' })).toBeVisible();
  } finally {
    await other.close();
    await stop();
    close();
  }
});

const expectNumberShown = (page: Page): Promise<void> =>
  expect(page.getByRole('gridcell', { name: /415/u }).first()).toBeVisible();

/** Waits as long as further numbers are found: on a busy machine 100 calls through two processes take minutes. */
async function untilFound(url: string, count: number): Promise<void> {
  let found = 0;
  const findMore = async (): Promise<number> => (found = await countOf(url, 'phoneProvider=acme'));
  for (let before = -1; found < count; before = found) await expect.poll(findMore).toBeGreaterThan(before);
  expect(found).toBe(count);
}

async function countOf(url: string, query: string): Promise<number> {
  const response = await fetch(`${url}/leads?limit=1&count=true&${query}`);
  return ((await response.json()) as { total: number }).total;
}
