import { notifications } from '@mantine/notifications';
import { issueMessage, type Lead, type LeadPatch, leadPatchSchema } from '@tinygenesy/contract';
import { ApiProblem, errorWords } from '../../../api/ApiProblem.ts';
import { useUpdateLead } from '../../../api/leads/updateLead.ts';
import { tellError } from '../../../app/notify.ts';
import { tellWithAction } from '../../shell/tellWithAction.tsx';
import { fieldErrorWords } from '../../../words/fieldError.ts';
import { fieldLabel } from '../leadFields.ts';

/**
 * Saves one field of the lead.
 * @param seenVersion the lead's version on screen when the user began to edit
 * @returns why the value was refused, or null when nothing is left to fix
 */
export type SaveField = (name: keyof LeadPatch, value: unknown, seenVersion: number) => Promise<string | null>;

const tellChangedMeanwhile = (name: string): void => {
  notifications.show({
    color: 'yellow',
    title: 'Someone else changed this lead',
    message: `Your change of ${fieldLabel(name)} was not saved. The panel shows the current values. Edit again if your change still applies.`,
    autoClose: 15_000,
  });
};

/** Saves fields of a lead, offers Undo, and reports when another user changed the lead first. */
export const useSaveField = (lead: Lead): SaveField => {
  const update = useUpdateLead();

  const offerUndo = (name: keyof LeadPatch, valueBefore: unknown, version: number): void => {
    tellWithAction({
      id: `saved-${lead.id}-${name}`,
      message: `${fieldLabel(name)} saved.`,
      action: 'Undo',
      onAction: (close) => {
        close();
        update.mutate(
          { id: lead.id, version, patch: { [name]: valueBefore } },
          { onError: (error) => tellError(`Couldn’t undo the change of ${fieldLabel(name)}`, error) },
        );
      },
    });
  };

  return async (name, value, seenVersion) => {
    const valueBefore = lead[name];
    const parsed = leadPatchSchema.safeParse({ [name]: value }, { error: issueMessage });
    if (!parsed.success) {
      return fieldErrorWords(name, parsed.error.issues[0]?.message ?? 'is not valid', fieldLabel(name));
    }
    try {
      const saved = await update.mutateAsync({ id: lead.id, version: seenVersion, patch: parsed.data });
      offerUndo(name, valueBefore, saved.version);
      return null;
    } catch (error) {
      if (error instanceof ApiProblem && error.status === 412) {
        tellChangedMeanwhile(name);
        return null;
      }
      const refused = error instanceof ApiProblem ? error.fieldMessage(name) : undefined;
      return refused === undefined ? errorWords(error) : fieldErrorWords(name, refused, fieldLabel(name));
    }
  };
};
