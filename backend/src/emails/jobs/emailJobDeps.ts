import type { Database } from '../../db/database.ts';
import type { Clock } from '../../platform/clock.ts';
import type { Logger } from '../../platform/logger.ts';
import type { MailDomains } from '../dns/createMailDomains.ts';

export interface EmailJobDeps {
  database: Database;
  clock: Clock;
  log: Logger;
  mailDomains: MailDomains;
}
