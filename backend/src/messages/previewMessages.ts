import type { MessagePreview, Mode } from '@tinygenesy/contract';
import { Prisma, type Sql } from '../db/database.ts';
import { idsFromJson } from '../db/idsFromJson.ts';
import { type FieldRef, labelOf } from './fields/fieldBook.ts';
import { fieldValue, type TemplateLead } from './template/fieldValue.ts';
import { renderTemplate } from './template/renderTemplate.ts';
import type { Template } from './template/template.ts';
import { columnsAsJson, templateColumns, templateLead } from './fields/templateLeadSql.ts';

/** Fills in a template for some leads. Unknown leads are left out. */
export async function previewMessages(
  sql: Sql,
  template: Template,
  leadIds: number[],
  mode: Mode,
): Promise<MessagePreview> {
  const leads = await readLeads(sql, template, leadIds);
  return {
    unknownFields: [...template.unknownFields],
    problems: [...template.problems],
    fields: template.fields.map(({ key }) => key),
    messages: leadIds.flatMap((leadId) => {
      const lead = leads.get(leadId);
      if (!lead) return [];
      const { text, missing, segments } = renderTemplate(template, (field) => fieldValue(lead, field, mode));
      return [
        {
          leadId,
          message: text,
          missing: missing.map(({ key }) => key),
          errors: whyNone(template, text, missing),
          segments,
        },
      ];
    }),
  };
}

function whyNone(template: Template, text: string | null, missing: readonly FieldRef[]): string[] {
  if (text !== null) return [];
  const errors = [
    ...template.problems.filter(({ severity }) => severity === 'error').map(({ message }) => message),
    ...missing.map(missingField),
  ];
  return errors.length > 0 ? errors : [emptyMessage];
}

export const missingField = (field: FieldRef): string => `Missing required field: ${labelOf(field)}`;
export const emptyMessage = 'The message is empty';

async function readLeads(sql: Sql, template: Template, leadIds: number[]): Promise<Map<number, TemplateLead>> {
  const columns = ['id', ...templateColumns(template.fields)];
  const rows = await sql.prisma.$queryRaw<{ lead: string }[]>(
    Prisma.sql`SELECT CAST(${columnsAsJson(sql.dialect, columns)} AS TEXT) AS "lead"
      FROM "Lead" WHERE "Lead"."id" IN (${idsFromJson(sql.dialect, leadIds)})`,
  );
  return new Map(
    rows.map(({ lead }) => {
      const cells = JSON.parse(lead) as unknown[];
      return [Number(cells[0]), templateLead(columns, cells)];
    }),
  );
}
