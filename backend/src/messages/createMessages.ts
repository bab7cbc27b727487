import type {
  GenerateMessages,
  Job,
  LeadSet,
  MessageEstimate,
  MessagePreview,
  MessagePreviewRequest,
  TemplateField,
} from '@tinygenesy/contract';
import { Prisma } from '../db/database.ts';
import { where } from '../leads/list/leadFilter.ts';
import { setConditions } from '../leads/list/leadSet.ts';
import { createCustomFieldNames } from './fields/customFieldNames.ts';
import { estimateMessages } from './jobs/estimateMessages.ts';
import { createFieldBook, placeholderOf } from './fields/fieldBook.ts';
import { readTemplate } from './saved/messageTemplates.ts';
import { isOutdated } from './jobs/isOutdated.ts';
import { parseTemplate } from './template/parseTemplate.ts';
import type { OriginText } from './messageOrigin.ts';
import { previewMessages } from './previewMessages.ts';
import type { Template } from './template/template.ts';
import type { Clock } from '../platform/clock.ts';
import type { StartJobDeps } from '../jobs/newLeadJob.ts';
import { readMode } from '../jobs/mode.ts';
import { startMessageJob, startRegenerationJob } from './jobs/startMessageJob.ts';

export type MessagesDeps = StartJobDeps & { clock: Clock };

export type Messages = ReturnType<typeof createMessages>;

/** Previews, estimates and writes messages from templates. Throws AppError not_found for an unknown saved template. */
export function createMessages(deps: MessagesDeps) {
  const { database, clock } = deps;
  const customNames = createCustomFieldNames(database, clock);

  /**
   * Parses a template. Waits for a scan of the custom fields only where a name depends on it: an unknown name may be a
   * field that a lead got a moment ago, and before the first scan a fallback may be a field.
   */
  async function parse(text: string): Promise<Template> {
    const names = customNames.known();
    const template = parseTemplate(text, createFieldBook(names ?? []));
    const isCertain = template.unknownFields.length === 0 && (names !== null || template.fallbacks.length === 0);
    return isCertain ? template : parseTemplate(text, createFieldBook(await customNames.afterLook()));
  }

  async function given(request: {
    template?: string | undefined;
    templateId?: number | undefined;
    basedOnTemplateId?: number | undefined;
  }): Promise<OriginText> {
    const id = request.templateId ?? request.basedOnTemplateId;
    const saved = id === undefined ? null : await readTemplate(database, id);
    const text = request.template ?? saved?.text ?? '';
    return {
      text,
      template: await parse(text),
      saved: saved && { id: saved.id, name: saved.name, isChanged: text !== saved.text },
    };
  }

  return {
    /** Begins to read the names of the custom fields, so that no request has to wait for the first scan. */
    warmUp: (): void => void customNames.known(),

    /** Lists the merge fields, standard fields first. */
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
    generate: async (request: GenerateMessages): Promise<Job> =>
      startMessageJob(deps, await given(request), request, setOf(request)),

    /** Counts the outdated messages of a set. */
    async countOutdated(set: LeadSet): Promise<number> {
      const [row] = await database.scan<{ count: number | bigint }>(
        Prisma.sql`SELECT COUNT(*) AS "count" FROM "Lead" ${where([...setConditions(database.dialect, set), isOutdated(database.dialect)])}`,
      );
      return Number(row?.count ?? 0);
    },

    /** Starts a job that writes the outdated messages of a set again, each from its own template. */
    regenerate: (set: LeadSet): Promise<Job> => startRegenerationJob(deps, set),
  };
}

const setOf = ({ leadIds, filter, exceptIds }: GenerateMessages): LeadSet => ({ leadIds, filter, exceptIds });
