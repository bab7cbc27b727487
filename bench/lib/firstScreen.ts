import type { launchChromium } from '../../e2e/chromium.ts';
import type { Row } from './benchOnLeads.ts';

/** A browser that the end-to-end tests would use. */
export type Browser = Awaited<ReturnType<typeof launchChromium>>;

const aims = { bytes: 250_000, slowMs: 3_500 };
const idleMs = 2_000;
const endWithinMs = 90_000;
/** Slow 4G, and a phone's processor. */
const slow = { bytesPerSecond: 1_600_000 / 8, latencyMs: 150, cpuDivisor: 4 };

/** One visit with an empty cache. Times are milliseconds since the navigation. */
interface Visit {
  usableMs: number;
  bytes: number;
  /** Bytes on the wire by the kind of resource, as the browser calls it. */
  bytesByKind: Record<string, number>;
  requests: number;
}

/** Runs in the page: when the first lead is drawn, the table has the focus for its keys, and the main thread is free. */
const untilUsable = `new Promise((resolve) => {
  const watch = () => {
    const grid = document.querySelector('[role=grid]');
    const isDrawn = grid?.querySelector('[id^=lead-row-]:not([data-loading])') != null;
    if (isDrawn && document.activeElement === grid) setTimeout(() => resolve(performance.now()));
    else requestAnimationFrame(watch);
  };
  requestAnimationFrame(watch);
})`;

/** Opens the leads with an empty cache, and counts bytes until the table is usable and no request was open for 2 s. */
async function visitLeads(browser: Browser, url: string, isSlow: boolean): Promise<Visit> {
  const context = await browser.newContext({ viewport: { width: 1_440, height: 900 } });
  try {
    const page = await context.newPage();
    const cdp = await context.newCDPSession(page);
    await cdp.send('Network.enable');
    if (isSlow) {
      const throughput = { downloadThroughput: slow.bytesPerSecond, uploadThroughput: slow.bytesPerSecond };
      await cdp.send('Network.emulateNetworkConditions', { offline: false, latency: slow.latencyMs, ...throughput });
      await cdp.send('Emulation.setCPUThrottlingRate', { rate: slow.cpuDivisor });
    }
    const kinds = new Map<string, string>();
    const open = new Set<string>();
    const bytesByKind: Record<string, number> = {};
    let lastAtMs = performance.now();
    cdp.on('Network.requestWillBeSent', ({ requestId, type = 'Other' }) => {
      kinds.set(requestId, type);
      open.add(requestId);
    });
    const close = (requestId: string, bytes: number): void => {
      const kind = kinds.get(requestId) ?? 'Other';
      bytesByKind[kind] = (bytesByKind[kind] ?? 0) + bytes;
      open.delete(requestId);
      lastAtMs = performance.now();
    };
    cdp.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => close(requestId, encodedDataLength));
    cdp.on('Network.loadingFailed', ({ requestId }) => close(requestId, 0));
    await page.goto(`${url}/app/leads`, { waitUntil: 'commit', timeout: endWithinMs });
    const usableMs = Number(await page.evaluate(untilUsable));
    while (open.size > 0 || performance.now() - lastAtMs < idleMs) await page.waitForTimeout(100);
    const bytes = Object.values(bytesByKind).reduce((sum, one) => sum + one, 0);
    return { usableMs, bytes, bytesByKind, requests: kinds.size };
  } finally {
    await context.close();
  }
}

/** Measures a first visit at full speed and, in the same run, on slow 4G with the processor at a quarter. */
export async function measureFirstScreen(browser: Browser, url: string): Promise<Row[]> {
  const rows: Row[] = [];
  for (const isSlow of [false, true]) {
    const { usableMs, bytes, bytesByKind, requests } = await visitLeads(browser, url, isSlow);
    const kilobytes = (count: number): number => Math.round(count / 100) / 10;
    rows.push({
      shown: {
        what: isSlow ? 'first visit, slow 4G, CPU ÷ 4' : 'first visit, full speed',
        'usable ms': Math.round(usableMs),
        kB: kilobytes(bytes),
        'of it': Object.entries(bytesByKind)
          .map(([kind, count]) => `${kind} ${kilobytes(count)}`)
          .join(', '),
        requests,
      },
      kept: bytes <= aims.bytes && (!isSlow || usableMs <= aims.slowMs),
    });
  }
  return rows;
}
