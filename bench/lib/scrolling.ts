import { setTimeout as sleep } from 'node:timers/promises';
import type { Row } from './benchOnLeads.ts';
import { percentile } from './percentile.ts';

const scrollMs = 5_000;
const jumps = 20;
const changesPerSecond = 50;
const changesAtOnce = 2;
const aims = { fps: 55, p95Ms: 25, worstMs: 100, drawnMs: 100, blankShare: 0.05 };

/** The browser's page, which runs a script and returns its result. */
interface Page {
  evaluate(script: string): Promise<unknown>;
}

/** What the page measures while it scrolls: times between frames, and the share of empty rows in each frame. */
interface Scrolled {
  framesMs: number[];
  blankShares: number[];
}

/** Runs in the page. A row is empty while it is not drawn or its lead is not loaded. */
const inPage = `
  window.visibleRows = (grid) => {
    const box = grid.getBoundingClientRect();
    const rows = [];
    for (let y = box.top + 54; y < box.bottom - 18; y += 144) {
      const row = document.elementFromPoint(box.left + 250, y)?.closest('[data-row]');
      rows.push(row !== undefined && row !== null && !row.hasAttribute('data-loading'));
    }
    return rows;
  };
  window.scrollOn = (stepPx, forMs) => new Promise((resolve) => {
    const grid = document.querySelector('[role=grid]');
    const framesMs = [];
    const blankShares = [];
    const startMs = performance.now();
    let lastMs = startMs;
    let direction = 1;
    const frame = (nowMs) => {
      if (nowMs > lastMs) framesMs.push(nowMs - lastMs);
      lastMs = nowMs;
      const rows = window.visibleRows(grid);
      blankShares.push(rows.filter((isDrawn) => !isDrawn).length / rows.length);
      if (nowMs - startMs > forMs) return resolve({ framesMs: framesMs.slice(1), blankShares });
      grid.scrollTop += direction * stepPx;
      requestAnimationFrame(frame);
    };
    requestAnimationFrame(frame);
  });
  window.jumpTo = (share) => new Promise((resolve) => {
    const grid = document.querySelector('[role=grid]');
    grid.scrollTop = share * grid.scrollHeight;
    const startMs = performance.now();
    const frame = () => {
      if (window.visibleRows(grid).every(Boolean)) resolve(performance.now() - startMs);
      else requestAnimationFrame(frame);
    };
    requestAnimationFrame(frame);
  });
`;

/** Changes leads one after the other until it is stopped: each change is an event for a row that may be on screen. */
function changeLeads(url: string, ids: readonly number[]): () => Promise<number> {
  let isStopped = false;
  const headers = { 'content-type': 'application/json' };
  const change = async (number: number): Promise<void> => {
    const body = JSON.stringify({ jobTitle: `Title ${number}` });
    await (await fetch(`${url}/leads/${ids[number % ids.length]}`, { method: 'PATCH', headers, body })).arrayBuffer();
  };
  const running = (async () => {
    let sent = 0;
    const underWay = new Set<Promise<void>>();
    while (!isStopped) {
      // A slow server changes fewer rows, instead of more and more at once.
      if (underWay.size < changesAtOnce) {
        const changing: Promise<void> = change(sent).finally(() => underWay.delete(changing));
        underWay.add(changing);
        sent += 1;
      }
      await sleep(1_000 / changesPerSecond);
    }
    await Promise.all(underWay);
    return sent;
  })();
  return () => {
    isStopped = true;
    return running;
  };
}

/**
 * Measures scrolling in a table of many leads, at two speeds while 50 rows a second change, and jumps to any place.
 * @param ids leads at the top of the list
 */
export async function measureScrolling(page: Page, url: string, ids: readonly number[]): Promise<Row[]> {
  await page.evaluate(inPage);
  const rows: Row[] = [];
  for (const [what, stepPx] of [
    ['scroll, 40 px a frame', 40],
    ['scroll, 300 px a frame', 300],
  ] as const) {
    await page.evaluate(`document.querySelector('[role=grid]').scrollTo({ top: 0 })`);
    const stop = changeLeads(url, ids);
    const scrolled = (await page.evaluate(`scrollOn(${stepPx}, ${scrollMs})`)) as Scrolled;
    const changed = await stop();
    rows.push(scrollRow(`${what}, ${Math.round((changed * 1_000) / scrollMs)} changes/s`, scrolled));
  }
  // The first jump also reads the positions of all rows.
  const firstMs = (await page.evaluate('jumpTo(0.5)')) as number;
  const jumpsMs: number[] = [];
  for (let jump = 0; jump < jumps; jump += 1)
    jumpsMs.push((await page.evaluate(`jumpTo(${(jump + 0.5) / jumps})`)) as number);
  const p95 = percentile(jumpsMs, 0.95);
  rows.push({
    shown: {
      what: `jump (first ${Math.round(firstMs)} ms)`,
      'p50 ms': Math.round(percentile(jumpsMs, 0.5)),
      'p95 ms': Math.round(p95),
      'worst ms': Math.round(Math.max(...jumpsMs)),
    },
    kept: p95 <= aims.drawnMs,
  });
  return rows;
}

function scrollRow(what: string, { framesMs, blankShares }: Scrolled): Row {
  const fps = (framesMs.length * 1_000) / framesMs.reduce((sum, ms) => sum + ms, 0);
  const p95 = percentile(framesMs, 0.95);
  const worst = Math.max(...framesMs);
  const blank = blankShares.reduce((sum, share) => sum + share, 0) / blankShares.length;
  return {
    shown: {
      what,
      fps: Math.round(fps),
      'p50 ms': Math.round(percentile(framesMs, 0.5)),
      'p95 ms': Math.round(p95),
      'worst ms': Math.round(worst),
      'empty %': Math.round(blank * 1_000) / 10,
    },
    kept: fps >= aims.fps && p95 <= aims.p95Ms && worst <= aims.worstMs && blank <= aims.blankShare,
  };
}
