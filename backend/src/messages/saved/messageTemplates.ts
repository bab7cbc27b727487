import {
  foldText,
  maxMessageTemplates,
  type MessageTemplate,
  type MessageTemplateUsage,
  type MessageTemplateWrite,
} from '@tinygenesy/contract';
import { type Database, Prisma, type Sql } from '../../db/database.ts';
import type { MessageTemplate as MessageTemplateRow } from '../../db/generated/sqlite/client.ts';
import type { Clock } from '../../platform/clock.ts';
import { AppError } from '../../platform/errors.ts';

interface Deps {
  database: Database;
  clock: Pick<Clock, 'now'>;
}

const uniqueViolation = 'P2002';

/** Lists all saved templates, the last used or changed first. */
export async function listTemplates({ prisma }: Sql): Promise<MessageTemplate[]> {
  const rows = await prisma.messageTemplate.findMany({ take: maxMessageTemplates });
  const usedMs = (row: MessageTemplateRow): number => (row.lastUsedAt ?? row.updatedAt).getTime();
  return rows.toSorted((a, b) => usedMs(b) - usedMs(a) || b.id - a.id).map(presentTemplate);
}

/** @throws AppError not_found */
export async function readTemplate({ prisma }: Sql, id: number): Promise<MessageTemplate> {
  const row = await prisma.messageTemplate.findUnique({ where: { id } });
  if (row === null) throw templateNotFound(id);
  return presentTemplate(row);
}

/** Saves a new template. @throws AppError conflict when the name is taken, or there are too many templates */
export async function saveTemplate(
  { database, clock }: Deps,
  { name, text }: MessageTemplateWrite,
): Promise<MessageTemplate> {
  const now = clock.now();
  return orNameConflict(name, () =>
    database.transaction(async ({ prisma }) => {
      if ((await prisma.messageTemplate.count()) >= maxMessageTemplates) {
        throw new AppError(
          'conflict',
          `You already have ${maxMessageTemplates} templates. Delete one first. Nothing was saved.`,
        );
      }
      return presentTemplate(
        await prisma.messageTemplate.create({
          data: { name, nameKey: foldText(name), text, createdAt: now, updatedAt: now },
        }),
      );
    }),
  );
}

/** Changes a template. @throws AppError not_found; conflict when another template has the name */
export async function changeTemplate(
  { database, clock }: Deps,
  id: number,
  { name, text }: MessageTemplateWrite,
): Promise<MessageTemplate> {
  return orNameConflict(name, async () => {
    const [row] = await database.prisma.messageTemplate.updateManyAndReturn({
      where: { id },
      data: { name, nameKey: foldText(name), text, updatedAt: clock.now() },
    });
    if (!row) throw templateNotFound(id);
    return presentTemplate(row);
  });
}

/**
 * Deletes a template. Its messages keep their text and their origin.
 * @returns its usage before the deletion
 * @throws AppError not_found
 */
export async function deleteTemplate(database: Database, id: number): Promise<MessageTemplateUsage> {
  const usage = await templateUsage(database, id);
  const { count } = await database.prisma.messageTemplate.deleteMany({ where: { id } });
  if (count === 0) throw templateNotFound(id);
  return usage;
}

/** Counts the leads and running jobs that use a template. Scans all leads. @throws AppError not_found */
export async function templateUsage(database: Database, id: number): Promise<MessageTemplateUsage> {
  await readTemplate(database, id);
  const origins = Prisma.sql`SELECT "id" FROM "MessageOrigin" WHERE "templateId" = ${id}`;
  const [leads] = await database.scan<{ count: number | bigint }>(
    Prisma.sql`SELECT COUNT(*) AS "count" FROM "Lead" WHERE "messageOriginId" IN (${origins})`,
  );
  const running = await database.prisma.job.findMany({
    where: { kind: 'message_generation', endedAt: null },
    select: { request: true },
  });
  const jobs = running.filter(({ request }) => isOf(request, id)).length;
  return { leads: Number(leads?.count ?? 0), jobs };
}

const isOf = (request: unknown, templateId: number): boolean =>
  typeof request === 'object' && request !== null && 'templateId' in request && request.templateId === templateId;

function presentTemplate(row: MessageTemplateRow): MessageTemplate {
  return {
    id: row.id,
    name: row.name,
    text: row.text,
    createdAt: row.createdAt.toISOString(),
    updatedAt: row.updatedAt.toISOString(),
    lastUsedAt: row.lastUsedAt?.toISOString() ?? null,
  };
}

const templateNotFound = (id: number): AppError => new AppError('not_found', `There is no template ${id}.`);

async function orNameConflict<T>(name: string, write: () => Promise<T>): Promise<T> {
  try {
    return await write();
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === uniqueViolation)) throw error;
    throw new AppError('conflict', `Another template has the name “${name}”. Nothing was saved.`, {
      errors: [{ pointer: '/name', message: 'is the name of another template' }],
    });
  }
}
