import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { test as base, expect } from '@playwright/test';
import type { Job, Lead, LeadCreate, LeadPatch, Provider, ProviderPatch } from '@tinygenesy/contract';
import { type LocalDnsServer, startDnsServer } from '../backend/src/testing/startDnsServer.ts';
import { builtMain, type Product, startProduct } from '../backend/src/testing/startProduct.ts';
import { temporalCliPath } from '../backend/src/testing/temporalCliPath.ts';

export { expect };

/** The product of one test, with actions outside the browser. */
export interface Outside {
  product: Product;
  loadSamples(): Promise<void>;
  provider(id: string): Promise<Provider | undefined>;
  patchProvider(id: string, patch: ProviderPatch): Promise<void>;
  patchLead(id: number, patch: LeadPatch): Promise<void>;
  /** @param query the query of `GET /leads` */
  leads(query: string): Promise<Lead[]>;
  jobs(): Promise<Job[]>;
  leadCount(): Promise<number>;
  addLeads(leads: readonly LeadCreate[]): Promise<void>;
  /** Kills the process with `kill -9` and restarts it on the same port. */
  killAndRestart(): Promise<void>;
}

/** Provides a product per test, and a page that fails the test on any console output. */
export const test = base.extend<{ outside: Outside; dns: LocalDnsServer }>({
  /** The product's only name server. At first it has no names. */
  dns: async ({}, use) => {
    const server = await startDnsServer();
    await use(server);
    await server.close();
  },

  outside: async ({ dns }, use) => {
    const dataDir = await mkdtemp(path.join(os.tmpdir(), 'tinygenesy-e2e-'));
    const cliPath = process.env['TEMPORAL_CLI_PATH'] ?? (await temporalCliPath());
    const start = (port: string): Promise<Product> =>
      startProduct({
        dataDir,
        main: builtMain,
        temporalCliPath: cliPath,
        env: { PORT: port, DNS_SERVERS: dns.address },
      });
    let product = await start('0');
    const call = async (method: string, address: string, body?: unknown): Promise<unknown> => {
      const response = await fetch(`${product.url}${address}`, {
        method,
        headers: { 'content-type': 'application/json' },
        ...(body !== undefined && { body: JSON.stringify(body) }),
      });
      if (!response.ok) throw new Error(`${method} ${address}: ${response.status} ${await response.text()}`);
      return response.json();
    };
    await use({
      get product() {
        return product;
      },
      loadSamples: async () => void (await call('POST', '/leads/samples')),
      provider: async (id) =>
        ((await call('GET', '/providers')) as { providers: Provider[] }).providers.find((one) => one.id === id),
      patchProvider: async (id, patch) => void (await call('PATCH', `/providers/${id}`, patch)),
      patchLead: async (id, patch) => void (await call('PATCH', `/leads/${id}`, patch)),
      leads: async (query) => ((await call('GET', `/leads?limit=200&${query}`)) as { leads: Lead[] }).leads,
      jobs: async () => ((await call('GET', '/jobs')) as { jobs: Job[] }).jobs,
      leadCount: async () => ((await call('GET', '/leads?limit=1&count=true')) as { total: number }).total,
      addLeads: async (leads) => void (await call('POST', '/leads/bulk', { leads })),
      async killAndRestart() {
        const { port } = new URL(product.url);
        await product.kill('node');
        product = await start(port);
      },
    });
    // Its data is not needed any more, and a regular stop would wait a second for Temporal.
    await product.kill('all');
    await rm(dataDir, { recursive: true });
  },

  page: async ({ page }, use) => {
    const said: string[] = [];
    page.on('console', (message) => {
      // Some tests lose the connection, which the browser reports on the console.
      const isLostConnection =
        /ERR_CONNECTION|WebSocket connection|Failed to (?:load resource|fetch dynamically imported module)/u.test(
          message.text(),
        );
      if (!isLostConnection && ['error', 'warning'].includes(message.type())) said.push(message.text());
    });
    page.on('pageerror', (error) => said.push(String(error)));
    await use(page);
    expect(said).toEqual([]);
  },
});
