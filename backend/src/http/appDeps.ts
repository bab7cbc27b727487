import type { Database } from '../db/database.ts';
import type { Clock } from '../platform/clock.ts';
import type { Logger } from '../platform/logger.ts';
import type { Route } from './route.ts';

/** What the HTTP side may know of the workflow engine. */
export interface EngineView {
  state(): 'up' | 'away';
  /** Where engineers look into it; null where there is no such page. */
  temporalUiUrl: string | null;
}

/** What the HTTP frame needs; what it serves comes as routes. */
export interface AppDeps {
  database: Database;
  clock: Clock;
  log: Logger;
  engine: EngineView;
  routes: readonly Route[];
  /** What the capabilities add to `/meta`. */
  facts(): Promise<Record<string, unknown>>;
  /** What `/meta` tells, and who may come in. */
  settings: AppSettings;
  /** Where the built page lies; null: there is none. */
  frontendDir: string | null;
}

export interface AppSettings {
  version: string;
  currency: string;
  /** The address that is listened on, as configured. */
  host: string;
  /** Null: whoever can reach the address may come in. */
  apiKey: string | null;
}

export type RouteDeps = Pick<AppDeps, 'database' | 'clock'>;

/** What a route that answers once for an `Idempotency-Key` needs. */
export interface OnceDeps extends RouteDeps {
  /** A key's job, as it is by then, is the answer to a repeated request. */
  jobs: { read(id: number): Promise<unknown> };
}
