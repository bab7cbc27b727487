import type { Database } from '../db/database.ts';
import type { Clock } from '../platform/clock.ts';
import type { Logger } from '../platform/logger.ts';
import type { Route } from './route.ts';

/** The state of the workflow engine, as the HTTP frame may see it. */
export interface EngineView {
  state(): 'up' | 'away';
  /** Whether this process replaces its own Temporal server at the moment. */
  isRestarting(): boolean;
  /** The address of Temporal's web UI; null if there is none. */
  temporalUiUrl: string | null;
}

/** `starting`: it connects for the first time. `failed`: another try is due. */
export type WorkerState = 'starting' | 'running' | 'failed' | 'stopped';

/** The parts that the HTTP frame needs. All capabilities come as routes. */
export interface AppDeps {
  database: Database;
  clock: Clock;
  log: Logger;
  engine: EngineView;
  /** The state of this process's main worker; null without the worker role. */
  workerState(): WorkerState | null;
  routes: readonly Route[];
  /** Returns the facts that capabilities add to `GET /meta`. */
  facts(): Promise<Record<string, unknown>>;
  settings: AppSettings;
  /** The folder of the built page; null if there is none. */
  frontendDir: string | null;
}

export interface AppSettings {
  version: string;
  currency: string;
  /** The configured address that the server listens on. */
  host: string;
  /** The key that every request must send; null: no key is required. */
  apiKey: string | null;
}

export type RouteDeps = Pick<AppDeps, 'database' | 'clock'>;

/** Dependencies of routes that run once per `Idempotency-Key`. */
export interface OnceDeps extends RouteDeps {
  /** Reads the job of a key: its current state answers a repeated request. */
  jobs: { read(id: number): Promise<unknown> };
}
