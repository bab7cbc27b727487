import type { GenerateMessages, Job, LeadSet } from '@tinygenesy/contract';
import { type Dialect, Prisma } from '../../db/database.ts';
import type { LeadSelection, StartJobDeps } from '../../jobs/newLeadJob.ts';
import { startJob } from '../../jobs/startJob.ts';
import { where } from '../../leads/list/leadFilter.ts';
import { selectLeadIds, setConditions } from '../../leads/list/leadSet.ts';
import { AppError } from '../../platform/errors.ts';
import { messageJob } from './messageJob.ts';
import type { MessageRequest } from './messageRequest.ts';
import { isOutdated } from './isOutdated.ts';
import { keepOrigin, type OriginText } from '../messageOrigin.ts';
import type { Template } from '../template/template.ts';

/**
 * Starts a job that writes messages from a template.
 * @throws AppError invalid with every error of the template
 */
export async function startMessageJob(
  deps: StartJobDeps,
  origin: OriginText,
  { templateId, onMissing, overwrite }: Pick<GenerateMessages, 'templateId' | 'onMissing' | 'overwrite'>,
  set: LeadSet,
): Promise<Job> {
  throwProblems(origin.template, templateId === undefined ? '/template' : '/templateId');
  const now = deps.clock.now();
  return startJob(deps, leadsToWrite(deps.database.dialect, set), async (sql) => {
    const originId = await keepOrigin(sql, origin, now);
    if (origin.saved) {
      await sql.prisma.messageTemplate.updateMany({ where: { id: origin.saved.id }, data: { lastUsedAt: now } });
    }
    return messageJob({
      request: { originId, templateId: origin.saved?.id ?? null, onMissing, overwrite },
      title: writeTitle,
      retryOf: null,
      now,
    });
  });
}

/** Starts a job that writes the outdated messages of a set again, each from its own template. */
export function startRegenerationJob(deps: StartJobDeps, set: LeadSet): Promise<Job> {
  const now = deps.clock.now();
  return startJob(deps, outdatedLeads(deps.database.dialect, set), async () =>
    messageJob({
      request: { originId: null, templateId: null, onMissing: 'skip', overwrite: 'unedited' },
      title: regenerateTitle,
      retryOf: null,
      now,
    }),
  );
}

/** Selects the leads of a message job again, from its stored request and its set. */
export const selectAgain = (dialect: Dialect, { originId }: MessageRequest, set: LeadSet): LeadSelection =>
  originId === null ? outdatedLeads(dialect, set) : leadsToWrite(dialect, set);

const leadsToWrite = (dialect: Dialect, set: LeadSet): LeadSelection => ({
  find: async () => selectLeadIds(dialect, set),
  order: 'oldest',
  most: set.leadIds?.length,
  stored: set,
});

const outdatedLeads = (dialect: Dialect, set: LeadSet): LeadSelection => ({
  ...leadsToWrite(dialect, set),
  find: async () =>
    Prisma.sql`SELECT "Lead"."id" AS "id" FROM "Lead" ${where([...setConditions(dialect, set), isOutdated(dialect)])}`,
});

const writeTitle = (leads: string): string => `Write messages for ${leads}`;
const regenerateTitle = (leads: string): string => `Regenerate the messages of ${leads}`;

function throwProblems({ problems, hasErrors }: Template, pointer: string): void {
  if (!hasErrors) return;
  const errors = problems.filter(({ severity }) => severity === 'error');
  throw new AppError('invalid', 'The template has errors.', {
    errors: errors.map(({ message, hint, line, column }) => ({
      pointer,
      message: `${message} (line ${line}, column ${column}). ${hint}`,
    })),
    extra: { problems },
  });
}
