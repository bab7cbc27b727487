import { issueMessage, type Lead, type LeadPatch, leadPatchSchema } from '@tinygenesy/contract';
import { useQueryClient } from '@tanstack/react-query';
import { ApiProblem, errorWords } from '../../../api/ApiProblem.ts';
import { leadKey } from '../../../api/leads/getLead.ts';
import { useUpdateLead } from '../../../api/leads/updateLead.ts';
import { tellError } from '../../../app/notify.ts';
import { fieldErrorWords } from '../../../words/fieldError.ts';
import { tellWithAction } from '../../shell/tellWithAction.tsx';
import { fieldLabel } from '../leadFields.ts';
import type { Refusal, SaveField } from './refusal.ts';

/** The lead's value of a field; of the custom fields only those that `value` names. */
const valueOf = (lead: Lead, name: keyof LeadPatch, value: unknown): unknown =>
  name === 'custom' && typeof value === 'object' && value !== null
    ? Object.fromEntries(Object.keys(value).map((key) => [key, lead.custom[key] ?? null]))
    : lead[name];

const isSame = (one: unknown, other: unknown): boolean => JSON.stringify(one) === JSON.stringify(other);

/** The value itself; of a custom field without its name. */
const plainValue = (name: keyof LeadPatch, value: unknown): unknown =>
  name === 'custom' && typeof value === 'object' && value !== null ? Object.values(value)[0] : value;

const labelOf = (name: keyof LeadPatch, value: unknown): string =>
  name === 'custom' && typeof value === 'object' && value !== null
    ? fieldLabel(`custom.${Object.keys(value)[0] ?? ''}`)
    : fieldLabel(name);

/** Saves fields of a lead, offers Undo, and reports when another user changed the same field first. */
export const useSaveField = (lead: Lead): SaveField => {
  const client = useQueryClient();
  const update = useUpdateLead();

  const offerUndo = (label: string, patch: LeadPatch, version: number): void => {
    tellWithAction({
      id: `saved-${lead.id}-${label}-${version}`,
      message: `${label} saved.`,
      action: 'Undo',
      onAction: (close) => {
        close();
        update.mutate(
          { id: lead.id, version, patch },
          { onError: (error) => tellError(`Couldn’t undo the change of ${label}`, error) },
        );
      },
    });
  };

  return async (name, value, seenVersion) => {
    const label = labelOf(name, value);
    const before = valueOf(lead, name, value);
    const parsed = leadPatchSchema.safeParse({ [name]: value }, { error: issueMessage });
    if (!parsed.success) return fieldErrorWords(name, parsed.error.issues[0]?.message ?? 'is not valid', label);

    const send = async (version: number): Promise<Refusal | null> => {
      try {
        const saved = await update.mutateAsync({ id: lead.id, version, patch: parsed.data });
        offerUndo(label, { [name]: before }, saved.version);
        return null;
      } catch (error) {
        const current = client.getQueryData<Lead>(leadKey(lead.id));
        if (error instanceof ApiProblem && error.status === 412 && current !== undefined) {
          const theirs = valueOf(current, name, value);
          if (isSame(theirs, parsed.data[name])) return null;
          // Only other fields changed since: no conflict.
          const isUntouched = version === lead.version && isSame(theirs, before) && current.version > version;
          return isUntouched ? send(current.version) : { theirs: plainValue(name, theirs), version: current.version };
        }
        const refused = error instanceof ApiProblem ? error.fieldMessage(name) : undefined;
        return refused === undefined ? errorWords(error) : fieldErrorWords(name, refused, label);
      }
    };
    return send(seenVersion);
  };
};
