import { existsSync } from 'node:fs';
import { type Browser, chromium as playwrightChromium, type LaunchOptions } from '@playwright/test';
import chromium from '@sparticuz/chromium';

const installed = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];
/** Flags that keep the browser from requests to other hosts than the product. */
const quiet = ['--disable-background-networking', '--disable-component-update', '--disable-sync', '--no-first-run'];

/** Root has no sandbox. Without a graphics card, drawing by way of a software OpenGL takes a third more CPU time. */
const onServer = ['--no-sandbox', '--disable-gpu', '--disable-software-rasterizer', ...quiet];

/**
 * Returns a Chromium: Playwright's own, the one from the package registry (Linux), or an installed one. The registry's is
 * a shell without windows and tabs, which takes a fifth less CPU time than an installed one.
 */
export async function chromiumLaunch(): Promise<LaunchOptions> {
  if (existsSync(playwrightChromium.executablePath())) return { args: quiet };
  if (process.platform === 'linux' && process.arch === 'x64') {
    // Not with the flags of the package: they draw by software OpenGL and switch off the security of the web.
    return { executablePath: await chromium.executablePath(), args: onServer };
  }
  const installedPath = installed.find((path) => existsSync(path));
  if (installedPath === undefined)
    throw new Error(`The journeys need a Chromium: none of ${installed.join(', ')} exists.`);
  return { executablePath: installedPath, args: onServer };
}

/** Starts a browser for benchmarks, outside the test runner. */
export async function launchChromium(): Promise<Browser> {
  return playwrightChromium.launch(await chromiumLaunch());
}
