import type { GenerateMessages, Job, LeadSet } from '@tinygenesy/contract';
import { Prisma } from '../../db/database.ts';
import type { StartJobDeps } from '../../jobs/newLeadJob.ts';
import { startJob } from '../../jobs/startJob.ts';
import { where } from '../../leads/list/leadFilter.ts';
import { selectLeadIds, setConditions } from '../../leads/list/leadSet.ts';
import { AppError } from '../../platform/errors.ts';
import { messageJob } from './messageJob.ts';
import { isOutdated } from './isOutdated.ts';
import { keepOrigin } from '../messageOrigin.ts';
import type { Template } from '../template/template.ts';

/**
 * Starts a job that writes messages from a template.
 * @throws AppError invalid with every error of the template
 */
export async function startMessageJob(
  deps: StartJobDeps,
  origin: { text: string; template: Template; saved: { id: number; name: string } | null },
  { templateId, onMissing, overwrite }: Pick<GenerateMessages, 'templateId' | 'onMissing' | 'overwrite'>,
  set: LeadSet,
): Promise<Job> {
  throwProblems(origin.template, templateId === undefined ? '/template' : '/templateId');
  const now = deps.clock.now();
  const find = async () => selectLeadIds(deps.database.dialect, set);
  return startJob(deps, { find, order: 'oldest', most: set.leadIds?.length }, async (sql) => {
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
  const { dialect } = deps.database;
  const outdated = where([...setConditions(dialect, set), isOutdated(dialect)]);
  const find = async () => Prisma.sql`SELECT "Lead"."id" AS "id" FROM "Lead" ${outdated}`;
  return startJob(deps, { find, order: 'oldest', most: set.leadIds?.length }, async () =>
    messageJob({
      request: { originId: null, templateId: null, onMissing: 'skip', overwrite: 'unedited' },
      title: regenerateTitle,
      retryOf: null,
      now,
    }),
  );
}

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
