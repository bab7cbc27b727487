import type {
  GenerateMessages,
  Job,
  LeadSet,
  MessageEstimate,
  MessagePreview,
  MessagePreviewRequest,
  TemplateField,
} from '@tinygenesy/contract';
import { type Database, Prisma } from '../db/database.ts';
import { where } from '../leads/list/leadFilter.ts';
import { selectLeadIds, setConditions } from '../leads/list/leadSet.ts';
import { createCustomFieldNames } from './customFieldNames.ts';
import { estimateMessages } from './estimateMessages.ts';
import { createFieldBook, placeholderOf } from './fieldBook.ts';
import { keepOrigin } from './messageOrigin.ts';
import { readTemplate } from './messageTemplates.ts';
import { isOutdated } from './isOutdated.ts';
import { parseTemplate } from './template/parseTemplate.ts';
import { previewMessages } from './previewMessages.ts';
import type { Template } from './template/template.ts';
import type { Clock } from '../platform/clock.ts';
import { AppError } from '../platform/errors.ts';
import { startJob } from '../jobs/createJob.ts';
import type { Engine } from '../jobs/engine.ts';
import { readMode } from '../jobs/mode.ts';
import { createMessageJob, regenerateTitle, writeTitle } from './messageJob.ts';

export interface MessagesDeps {
  database: Database;
  clock: Clock;
  engine: Pick<Engine, 'wakeJob'>;
}

export type Messages = ReturnType<typeof createMessages>;

/** Makes messages of templates. What names a saved template throws AppError not_found when there is none. */
export function createMessages(deps: MessagesDeps) {
  const { database, clock } = deps;
  const customNames = createCustomFieldNames(database, clock);

  /** A name that is not known may have come with a lead a moment ago. */
  async function parse(text: string): Promise<Template> {
    const template = parseTemplate(text, createFieldBook(await customNames.known()));
    if (template.unknownFields.length === 0) return template;
    return parseTemplate(text, createFieldBook(await customNames.afterLook()));
  }

  async function given(request: {
    template?: string | undefined;
    templateId?: number | undefined;
  }): Promise<{ text: string; template: Template; saved: { id: number; name: string } | null }> {
    const saved = request.templateId === undefined ? null : await readTemplate(database, request.templateId);
    const text = saved?.text ?? request.template ?? '';
    return { text, template: await parse(text), saved };
  }

  return {
    /** What a template may name, those of every lead first. */
    async fields(): Promise<TemplateField[]> {
      const { fields } = createFieldBook(await customNames.afterLook());
      return fields.map(({ ref, label }) => ({
        name: ref.key,
        label,
        isCustom: ref.kind === 'custom',
        placeholder: placeholderOf(ref),
      }));
    },

    preview: async (request: MessagePreviewRequest): Promise<MessagePreview> =>
      previewMessages(database, (await given(request)).template, request.leadIds, await readMode(database)),

    estimate: async (request: GenerateMessages): Promise<MessageEstimate> =>
      estimateMessages(database, (await given(request)).template, setOf(request), {
        overwrite: request.overwrite,
        mode: await readMode(database),
      }),

    /** @throws AppError invalid with every error of the template */
    async generate(request: GenerateMessages): Promise<Job> {
      const origin = await given(request);
      throwProblems(origin.template, request.templateId === undefined ? '/template' : '/templateId');
      const { onMissing, overwrite } = request;
      const now = clock.now();
      return startJob(deps, async (sql) => {
        const originId = await keepOrigin(sql, origin, now);
        if (origin.saved) {
          await sql.prisma.messageTemplate.updateMany({ where: { id: origin.saved.id }, data: { lastUsedAt: now } });
        }
        return createMessageJob(sql, {
          request: { originId, templateId: origin.saved?.id ?? null, onMissing, overwrite },
          leads: selectLeadIds(sql.dialect, setOf(request)),
          title: writeTitle,
          retryOf: null,
          now,
        });
      });
    },

    /** How many messages of a set are outdated. */
    async countOutdated(set: LeadSet): Promise<number> {
      const [row] = await database.scan<{ count: number | bigint }>(
        Prisma.sql`SELECT COUNT(*) AS "count" FROM "Lead" ${where([...setConditions(database.dialect, set), isOutdated(database.dialect)])}`,
      );
      return Number(row?.count ?? 0);
    },

    /** Makes those again from what they were made from. */
    async regenerate(set: LeadSet): Promise<Job> {
      const now = clock.now();
      return startJob(deps, (sql) =>
        createMessageJob(sql, {
          request: { originId: null, templateId: null, onMissing: 'skip', overwrite: 'unedited' },
          leads: Prisma.sql`SELECT "Lead"."id" AS "id" FROM "Lead" ${where([...setConditions(sql.dialect, set), isOutdated(sql.dialect)])}`,
          title: regenerateTitle,
          retryOf: null,
          now,
        }),
      );
    },
  };
}

const setOf = ({ leadIds, filter, exceptIds }: GenerateMessages): LeadSet => ({ leadIds, filter, exceptIds });

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
