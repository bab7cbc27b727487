import type { GenerateMessages, Job, LeadSet } from '@tinygenesy/contract';
import { type Database, Prisma } from '../../db/database.ts';
import { startJob } from '../../jobs/createJob.ts';
import type { Engine } from '../../jobs/engine.ts';
import { where } from '../../leads/list/leadFilter.ts';
import { selectLeadIds, setConditions } from '../../leads/list/leadSet.ts';
import type { Clock } from '../../platform/clock.ts';
import { AppError } from '../../platform/errors.ts';
import { createMessageJob } from './createMessageJob.ts';
import { isOutdated } from './isOutdated.ts';
import { keepOrigin } from '../messageOrigin.ts';
import type { Template } from '../template/template.ts';

interface StartDeps {
  database: Database;
  clock: Clock;
  engine: Pick<Engine, 'wakeJob'>;
}

/**
 * Starts a job that writes messages from a template.
 * @throws AppError invalid with every error of the template
 */
export async function startMessageJob(
  deps: StartDeps,
  origin: { text: string; template: Template; saved: { id: number; name: string } | null },
  { templateId, onMissing, overwrite }: Pick<GenerateMessages, 'templateId' | 'onMissing' | 'overwrite'>,
  set: LeadSet,
): Promise<Job> {
  throwProblems(origin.template, templateId === undefined ? '/template' : '/templateId');
  const now = deps.clock.now();
  return startJob(deps, async (sql) => {
    const originId = await keepOrigin(sql, origin, now);
    if (origin.saved) {
      await sql.prisma.messageTemplate.updateMany({ where: { id: origin.saved.id }, data: { lastUsedAt: now } });
    }
    return createMessageJob(sql, {
      request: { originId, templateId: origin.saved?.id ?? null, onMissing, overwrite },
      leads: selectLeadIds(sql.dialect, set),
      title: writeTitle,
      retryOf: null,
      now,
    });
  });
}

/** Starts a job that writes the outdated messages of a set again, each from its own template. */
export function startRegenerationJob(deps: StartDeps, set: LeadSet): Promise<Job> {
  const now = deps.clock.now();
  return startJob(deps, (sql) =>
    createMessageJob(sql, {
      request: { originId: null, templateId: null, onMissing: 'skip', overwrite: 'unedited' },
      leads: Prisma.sql`SELECT "Lead"."id" AS "id" FROM "Lead" ${where([...setConditions(sql.dialect, set), isOutdated(sql.dialect)])}`,
      title: regenerateTitle,
      retryOf: null,
      now,
    }),
  );
}

const writeTitle = (count: number): string => `Write messages for ${count} ${count === 1 ? 'lead' : 'leads'}`;
const regenerateTitle = (count: number): string => `Regenerate ${count} ${count === 1 ? 'message' : 'messages'}`;

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
