import { createHash } from 'node:crypto';
import type { MessageOrigin } from '@tinygenesy/contract';
import { z } from 'zod';
import { Prisma, type Sql } from '../db/database.ts';
import { AppError } from '../platform/errors.ts';
import { createFieldBook } from './fields/fieldBook.ts';
import { parseTemplate } from './template/parseTemplate.ts';
import type { Template } from './template/template.ts';

/** The origin of messages: the template's text, parsed, and the saved template that it came from. */
export interface OriginText {
  text: string;
  template: Template;
  /** `isChanged`: whether the text differs from it. */
  saved: { id: number; name: string; isChanged: boolean } | null;
}

const namesSchema = z.array(z.string());

/** Stores the origin of messages, once per text and template. @returns its id */
export async function keepOrigin(sql: Sql, { text, template, saved }: OriginText, now: Date): Promise<number> {
  const customFields = template.fields.flatMap((field) => (field.kind === 'custom' ? [field.name] : []));
  const isChanged = saved?.isChanged ?? false;
  const hash = createHash('sha256')
    .update(JSON.stringify([saved?.id ?? null, text, customFields, ...(isChanged ? [isChanged] : [])]))
    .digest('base64url');
  await sql.prisma.$executeRaw(
    Prisma.sql`INSERT INTO "MessageOrigin" ("hash", "text", "customFields", "watchedFields", "templateId", "templateName", "isChanged", "createdAt")
      VALUES (${hash}, ${text}, ${json(sql, customFields)}, ${json(sql, watchedFields(template))}, ${saved?.id ?? null}, ${saved?.name ?? null}, ${isChanged}, ${now})
      ON CONFLICT ("hash") DO NOTHING`,
  );
  const { id } = await sql.prisma.messageOrigin.findUniqueOrThrow({ where: { hash }, select: { id: true } });
  return id;
}

const json = ({ dialect }: Sql, value: unknown): Prisma.Sql =>
  dialect === 'postgres' ? Prisma.sql`${JSON.stringify(value)}::jsonb` : Prisma.sql`${JSON.stringify(value)}`;

/** Parses a stored text with the custom fields of that time, so that later custom fields don't change its meaning. */
export function readOrigin({ text, customFields }: { text: string; customFields: unknown }): Template {
  return parseTemplate(text, createFieldBook(namesSchema.parse(customFields)));
}

/**
 * Reads the origin of a lead's message, and whether the message is outdated.
 * @throws AppError not_found
 */
export async function messageOrigin(sql: Sql, leadId: number): Promise<MessageOrigin> {
  const lead = await sql.prisma.lead.findUnique({
    where: { id: leadId },
    select: { messageOriginId: true, messageAt: true, messageEditedAt: true },
  });
  if (lead === null) throw new AppError('not_found', `There is no lead ${leadId}.`);
  const { messageOriginId, messageAt, messageEditedAt } = lead;
  const origin =
    messageOriginId === null ? null : await sql.prisma.messageOrigin.findUnique({ where: { id: messageOriginId } });
  const saved =
    origin?.templateId == null
      ? null
      : await sql.prisma.messageTemplate.findUnique({
          where: { id: origin.templateId },
          select: { id: true, name: true },
        });
  const changed =
    origin === null || messageAt === null
      ? null
      : await sql.prisma.leadChange.findFirst({
          where: { leadId, field: { in: namesSchema.parse(origin.watchedFields) }, at: { gte: messageAt } },
          select: { id: true },
        });
  return {
    templateId: saved?.id ?? null,
    templateName: saved?.name ?? origin?.templateName ?? null,
    isChanged: origin?.isChanged ?? false,
    template: origin?.text ?? null,
    generatedAt: messageAt?.toISOString() ?? null,
    editedAt: messageEditedAt?.toISOString() ?? null,
    isOutdated: changed !== null,
  };
}

/** The lead fields whose changes make a message outdated. All custom fields count as one; `emailVerified` follows from others. */
function watchedFields({ fields }: Template): string[] {
  const names = fields.flatMap((field) => {
    if (field.kind === 'custom') return ['custom'];
    return field.name === 'emailVerified' ? ['email', 'emailVerdict'] : [field.name];
  });
  return [...new Set(names)];
}
