// Measures lists of a million leads: first and deep pages of every sort, and searches for rare and frequent parts of a
// name, email or company. HTTP requests run one after the other. Baseline in the same run: a request for one lead by id.
// `--leads N` (1,000,000), `--tries N` (200).
import { parseArgs } from 'node:util';
import { leadSorts } from '@tinygenesy/contract';
import { benchOnLeads, type Row } from './lib/benchOnLeads.ts';
import { describeMachine } from './lib/machine.ts';
import { person } from './lib/generatedPeople.ts';
import { percentile } from './lib/percentile.ts';

const { values: flags } = parseArgs({
  options: { leads: { type: 'string', default: '1000000' }, tries: { type: 'string', default: '200' } },
});
const count = Number(flags.leads);
const tries = Number(flags.tries);
const pageAimMs = 10;
const searchAimMs = 25;
const warmUps = 20;

console.log(`List benchmark: ${describeMachine()}, ${count} leads, ${tries} requests of each kind.`);
await benchOnLeads({ count, phones: true }, ({ product }) => measure(product.url));

async function measure(url: string): Promise<Row[]> {
  const some = (attempt: number) => person((attempt * 7_919) % count);
  const rows = [
    await time('one lead (baseline)', Infinity, (attempt) => `${url}/leads/${((attempt * 7_919) % count) + 1}`),
  ];
  for (const sort of leadSorts.flatMap((field) => [field, `-${field}`])) {
    rows.push(await time(`page, ${sort}`, pageAimMs, () => `${url}/leads?sort=${sort}`));
    const cursors = await deepCursors(url, sort);
    rows.push(
      await time(
        `page 40 on, ${sort}`,
        pageAimMs,
        (attempt) => `${url}/leads?sort=${sort}&cursor=${cursors[attempt % cursors.length]}`,
      ),
    );
  }
  const searches: [string, (attempt: number) => string][] = [
    ['whole email', (attempt) => some(attempt).email],
    ['part of an email', (attempt) => some(attempt).email.slice(3, 12)],
    ['last name', (attempt) => some(attempt).lastName],
    ['part of a name', (attempt) => some(attempt).lastName.slice(1, 5)],
    ['company', (attempt) => some(attempt).companyName],
    ['in every fifth lead', () => 'acme'],
    ['in every lead', () => 'example'],
    ['tag of every lead', () => 'people'],
    ['in no lead', (attempt) => `zzzq${attempt}`],
    ['one letter', (attempt) => 'abcdefgh'.charAt(attempt % 8)],
    ['two letters', (attempt) => some(attempt).firstName.slice(0, 2)],
  ];
  for (const [what, text] of searches) {
    for (const sort of ['-id', 'lastName']) {
      rows.push(
        await time(
          `search ${what}, ${sort}`,
          searchAimMs,
          (attempt) => `${url}/leads?sort=${sort}&q=${encodeURIComponent(text(attempt))}`,
        ),
      );
    }
  }
  for (const filter of ['country=ES', 'tag=people', 'phoneStatus=none', 'missing=phoneNumber', 'country=FR&q=acme']) {
    rows.push(await time(`filter ${filter}`, searchAimMs, () => `${url}/leads?${filter}`));
  }
  return rows;
}

async function deepCursors(url: string, sort: string): Promise<string[]> {
  const cursors: string[] = [];
  let cursor: string | null = null;
  for (let page = 0; page < 40; page += 1) {
    const place: string = cursor === null ? '' : `&cursor=${encodeURIComponent(cursor)}`;
    const answer = (await (await fetch(`${url}/leads?sort=${sort}&limit=200${place}`)).json()) as {
      nextCursor: string | null;
    };
    cursor = answer.nextCursor;
    if (cursor === null) break;
    cursors.push(encodeURIComponent(cursor));
  }
  return cursors.slice(-10);
}

async function time(what: string, aimMs: number, urlOf: (attempt: number) => string): Promise<Row> {
  const timesMs: number[] = [];
  for (let attempt = -warmUps; attempt < tries; attempt += 1) {
    const startMs = performance.now();
    const response = await fetch(urlOf(Math.abs(attempt)));
    await response.arrayBuffer();
    if (!response.ok) throw new Error(`${urlOf(Math.abs(attempt))} answered ${response.status}`);
    if (attempt >= 0) timesMs.push(performance.now() - startMs);
  }
  const p95 = percentile(timesMs, 0.95);
  const tenths = (ms: number): number => Math.round(ms * 10) / 10;
  return {
    shown: {
      what,
      'p50 ms': tenths(percentile(timesMs, 0.5)),
      'p95 ms': tenths(p95),
      'worst ms': tenths(Math.max(...timesMs)),
      'aim ms': aimMs === Infinity ? '–' : aimMs,
    },
    kept: p95 <= aimMs,
  };
}
