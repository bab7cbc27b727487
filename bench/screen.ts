// Measures delays on screen: from the click on "Find" to the first change of the cell, and from a provider's last response
// to the result. Both end at a frame in a real browser. Leads run one after the other.
// Then it measures a first visit with an empty cache to `--leads N` (100,000) leads, at full speed and on slow 4G with the
// processor at a quarter: time until the table is usable, and bytes until the network was idle for 2 s.
// At last it measures scrolling over these leads while 50 rows a second change: frames, empty rows, and the time from a
// jump to its rows.
// `--tries N` (24).
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { leadListSchema } from '@tinygenesy/contract';
import { launchChromium } from '../e2e/chromium.ts';
import { addLeads, askableLeads, leadsByInput } from '../backend/src/testing/askableLeads.ts';
import { benchOnLeads, type Row } from './lib/benchOnLeads.ts';
import { describeMachine } from './lib/machine.ts';
import { percentile } from './lib/percentile.ts';
import { type Browser, measureFirstScreen } from './lib/firstScreen.ts';
import { printTable } from './lib/printTable.ts';
import { measureScrolling } from './lib/scrolling.ts';
import { type Running, withProduct } from './lib/withProduct.ts';

const { values: flags } = parseArgs({
  options: { tries: { type: 'string', default: '24' }, leads: { type: 'string', default: '100000' } },
});
const tries = Number(flags.tries);
const clickAimMs = 100;
const answerAimMs = 200;
const pollMs = 50;
const endWithinMs = 60_000;
const betweenMs = 300;
/** Tall enough to render all rows. */
const viewport = { width: 1_400, height: 300 + 40 * tries };

/** Times of a lead's cell: epoch milliseconds of a frame after the change. */
interface CellTimes {
  clickedAtMs: number;
  changes: { status: string; atMs: number }[];
}

/** Runs in the page: `observe(leadId)` records a cell's times in `window.benchTimes`. */
const observer = `
  window.benchTimes = {};
  window.observe = (leadId) => {
    const row = document.getElementById('lead-row-' + leadId);
    const cell = row.querySelector('[data-status]');
    const times = (window.benchTimes[leadId] = { clickedAtMs: 0, changes: [] });
    const epoch = (ms) => performance.timeOrigin + ms;
    row.addEventListener('click', (event) => (times.clickedAtMs = epoch(event.timeStamp)), { capture: true, once: true });
    let seen = cell.textContent;
    new MutationObserver(() => {
      const now = row.querySelector('[data-status]');
      if (now.textContent === seen) return;
      seen = now.textContent;
      const status = now.dataset.status;
      requestAnimationFrame(() => setTimeout(() => times.changes.push({ status, atMs: epoch(performance.now()) })));
    }).observe(row, { subtree: true, childList: true, characterData: true, attributes: true });
  };
`;

console.log(`Screen benchmark: ${describeMachine()}, ${tries} leads one after the other.`);
const { clicksMs, answersMs } = await withProduct((running) => watch(running));
printTable([row('click to first change', clicksMs, clickAimMs), row('answer to screen', answersMs, answerAimMs)]);
const kept = percentile(clicksMs, 0.95) <= clickAimMs && percentile(answersMs, 0.95) <= answerAimMs;
console.log(kept ? 'Kept: both aims at p95.' : 'NOT kept: an aim at p95.');
let isLight = false;
await benchOnLeads({ count: Number(flags.leads), phones: true }, async ({ product }) => {
  const browser = await launchChromium();
  try {
    const visits = await measureFirstScreen(browser, product.url);
    printTable(visits.map(({ shown }) => shown));
    isLight = visits.every((visit) => visit.kept);
    console.log(isLight ? 'Kept: aims of a first visit.' : 'NOT kept: an aim of a first visit.');
    return await scroll(browser, product.url);
  } finally {
    await browser.close();
  }
});
if (!kept || !isLight) process.exitCode = 1;

/** Measures scrolling in a window of usual size. The changed leads are those at the top. */
async function scroll(browser: Browser, url: string): Promise<Row[]> {
  const page = await browser.newPage({ viewport: { width: 1_440, height: 900 } });
  await page.goto(`${url}/app/leads`);
  await page.locator('[id^=lead-row-]').first().waitFor();
  const top = leadListSchema.parse(await (await fetch(`${url}/leads?limit=200`)).json());
  return measureScrolling(
    page,
    url,
    top.leads.map(({ id }) => id),
  );
}

async function watch({ api, product, sandbox }: Running): Promise<{ clicksMs: number[]; answersMs: number[] }> {
  const leads = await addLeads(api, askableLeads(tries, 'screen'));
  const browser = await launchChromium();
  try {
    const page = await browser.newPage({ viewport });
    await page.goto(`${product.url}/app/leads`);
    await page.locator(`#lead-row-${leads[0]?.id}`).waitFor();
    await page.evaluate(observer);
    const clicksMs: number[] = [];
    const answersMs: number[] = [];
    for (const lead of leads) {
      await page.evaluate(`observe(${lead.id})`);
      const cell = page.locator(`#lead-row-${lead.id}`);
      await cell.hover();
      await cell.getByRole('button', { name: 'Find', exact: true }).click();
      const times = await ended(page, lead.id);
      const leadOf = leadsByInput([lead]);
      const calls = (await sandbox.calls()).filter((call) => leadOf.has(`${call.provider}:${call.inputHash}`));
      const first = times.changes[0];
      const last = times.changes.at(-1);
      const answeredAtMs = calls.at(-1)?.endedAtMs;
      if (first === undefined || last === undefined || answeredAtMs == null)
        throw new Error('The cell did not change.');
      clicksMs.push(first.atMs - times.clickedAtMs);
      answersMs.push(last.atMs - answeredAtMs);
      await sleep(betweenMs);
    }
    return { clicksMs, answersMs };
  } finally {
    await browser.close();
  }
}

/** Waits until the cell shows the result of the lookup. */
async function ended(page: { evaluate(script: string): Promise<unknown> }, leadId: number): Promise<CellTimes> {
  const untilMs = performance.now() + endWithinMs;
  while (performance.now() < untilMs) {
    const times = (await page.evaluate(`benchTimes[${leadId}]`)) as CellTimes;
    const status = times.changes.at(-1)?.status;
    if (status !== undefined && !['none', 'queued', 'asking'].includes(status)) return times;
    await sleep(pollMs);
  }
  throw new Error(`The screen shows no result for lead ${leadId}.`);
}

function row(what: string, timesMs: number[], aimMs: number): Record<string, string | number> {
  return {
    what,
    tries: timesMs.length,
    'p50 ms': Math.round(percentile(timesMs, 0.5)),
    'p95 ms': Math.round(percentile(timesMs, 0.95)),
    'worst ms': Math.round(Math.max(...timesMs)),
    'aim ms': aimMs,
  };
}
