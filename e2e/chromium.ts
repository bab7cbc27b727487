import { existsSync } from 'node:fs';
import { type Browser, chromium as playwrightChromium, type LaunchOptions } from '@playwright/test';
import chromium from '@sparticuz/chromium';

const installed = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];
/** Flags that keep the browser from requests to other hosts than the product. */
const quiet = ['--disable-background-networking', '--disable-component-update', '--disable-sync', '--no-first-run'];

/** Returns a Chromium: Playwright's own, an installed one, or the one from the package registry (Linux). */
export async function chromiumLaunch(): Promise<LaunchOptions> {
  if (existsSync(playwrightChromium.executablePath())) return { args: quiet };
  const here = installed.find((path) => existsSync(path));
  if (here !== undefined) return { executablePath: here, args: ['--no-sandbox', ...quiet] };
  return {
    executablePath: await chromium.executablePath(),
    args: [...chromium.args.filter((arg) => arg !== '--single-process'), '--no-sandbox', ...quiet],
  };
}

/** Starts a browser for benchmarks, outside the test runner. */
export async function launchChromium(): Promise<Browser> {
  return playwrightChromium.launch(await chromiumLaunch());
}
