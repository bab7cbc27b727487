import { emailJobKind } from '../emails/jobs/emailJobKind.ts';
import type { Engine } from '../jobs/engine.ts';
import type { JobKinds } from '../jobs/jobKind.ts';
import type { StartJobDeps } from '../jobs/newLeadJob.ts';
import { deletionJobKind } from '../leads/deletion/deletionJobKind.ts';
import { lookupJobKind } from '../lookups/bulk/lookupJobKind.ts';
import type { FinishDeps } from '../lookups/ledger/finishLookup.ts';
import { messageJobKind } from '../messages/jobs/messageJobKind.ts';
import type { Clock } from '../platform/clock.ts';
import { createLogger } from '../platform/logger.ts';

/** The kinds of jobs whose items are leads, as the product knows them; nothing is verified. */
export function testJobKinds(deps: FinishDeps & StartJobDeps & { clock: Clock; engine: Engine }): JobKinds {
  const mailDomains = {
    lookUp: () => {
      throw new Error('No email is verified here.');
    },
  };
  const kinds = [
    lookupJobKind(deps),
    messageJobKind(deps),
    emailJobKind({ ...deps, log: createLogger('silent'), mailDomains }),
    deletionJobKind({ ...deps, onLeadsGone: async () => undefined }),
  ];
  return new Map(kinds.map((kind) => [kind.name, kind]));
}
