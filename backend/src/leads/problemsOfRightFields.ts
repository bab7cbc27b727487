import { leadPatchSchema } from '@tinygenesy/contract';
import { AppError, type FieldProblem } from '../platform/errors.ts';
import { editLead, type LeadValues } from './editLead.ts';

const identityFields: ReadonlySet<string> = new Set(['firstName', 'lastName', 'email', 'linkedinUrl', 'companyName']);

/** Returns the problems of an edit by those fields of a body that fit their schemas. */
export function problemsOfRightFields(before: LeadValues, body: unknown): FieldProblem[] {
  if (typeof body !== 'object' || body === null) return [];
  const given: ReadonlyMap<string, unknown> = new Map(Object.entries(body));
  const right: Record<string, unknown> = {};
  let isIdentityKnown = true;
  for (const [field, schema] of Object.entries(leadPatchSchema.shape)) {
    const parsed = schema.safeParse(given.get(field));
    if (parsed.success) right[field] = parsed.data;
    else if (identityFields.has(field)) isIdentityKnown = false;
  }
  try {
    editLead(before, right);
    return [];
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== 'invalid') throw error;
    return (error.details.errors ?? []).filter(({ pointer }) => pointer !== '' || isIdentityKnown);
  }
}
