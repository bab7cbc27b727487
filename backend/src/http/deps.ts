import type { Attempt, Mode } from '@tinygenesy/contract';
import type { Database } from '../db/database.ts';
import type { Imports } from '../imports/createImports.ts';
import type { EmailChecks } from '../emails/emailChecks.ts';
import type { Enrichments } from '../lookups/enrichments.ts';
import type { ImportJobs } from '../imports/jobs/importJobs.ts';
import type { Jobs } from '../jobs/jobs.ts';
import type { Lookups } from '../lookups/lookups.ts';
import type { Messages } from '../messages/messages.ts';
import type { LeadDeps } from '../leads/leadDeps.ts';
import type { Clock } from '../platform/clock.ts';
import type { Logger } from '../platform/logger.ts';
import type { ProviderSettings } from '../providers/settings.ts';

export interface Engine {
  state(): 'up' | 'away';
  /** Where engineers look into it; null where there is no such page. */
  temporalUiUrl: string | null;
}

/** What the HTTP side needs of the rest of the program. */
export interface HttpDeps {
  database: Database;
  clock: Clock;
  log: Logger;
  lookups: Lookups;
  jobs: Jobs;
  emailChecks: EmailChecks;
  importJobs: ImportJobs;
  enrichments: Enrichments;
  imports: Imports;
  messages: Messages;
  providerSettings: ProviderSettings;
  /** A provider at an endpoint of one's own is live whatever the others are. */
  modeOf(providerId: string): Mode;
  /**
   * One real call about one lead, priced and in the ledger.
   * @throws AppError not_found for the provider or the lead; conflict when it can't be asked about that lead
   */
  testProvider(providerId: string, leadId: number): Promise<Attempt>;
  /** See LeadDeps. */
  onLeadsGone: LeadDeps['onLeadsGone'];
  engine: Engine;
  /** What `/meta` tells, and who may come in. */
  settings: {
    version: string;
    mode: Mode;
    currency: string;
    /** The address that is listened on, as configured. */
    host: string;
    /** Null: whoever can reach the address may come in. */
    apiKey: string | null;
  };
  /** Where the built page lies; null: there is none. */
  frontendDir: string | null;
}
