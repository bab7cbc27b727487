import type { LeadPatch } from '@tinygenesy/contract';
import { tellProblem } from '../../../app/notify.ts';
import { tellWithAction } from '../../shell/tellWithAction.tsx';
import { fieldLabel, valueWords } from '../leadFields.ts';

/** Someone else changed the same field first: their value, and the lead's version with it. */
export type Conflict = { theirs: unknown; version: number };

/** Why a value was not saved. */
export type Refusal = string | Conflict;

/**
 * Saves one field of the lead. `custom` takes one custom field; null removes it.
 * @param seenVersion the lead's version on screen when the user began to edit
 * @returns why the value was not saved, or null when nothing is left to fix
 */
export type SaveField = (name: keyof LeadPatch, value: unknown, seenVersion: number) => Promise<Refusal | null>;

/** Says what someone else wrote into a field. A code is shown as in the history. */
export const conflictWords = (field: string, { theirs }: Conflict): string => {
  const words = valueWords(theirs, field);
  return words === 'empty'
    ? 'Someone else emptied this field meanwhile.'
    : `Someone else changed this to “${words}” meanwhile.`;
};

/**
 * Saves a value that is chosen rather than typed, and tells why it was refused. After a conflict it offers to save it all
 * the same.
 * @returns whether it was saved
 */
export const saveOrTell = async (
  save: SaveField,
  name: keyof LeadPatch,
  value: unknown,
  seenVersion: number,
): Promise<boolean> => {
  const refusal = await save(name, value, seenVersion);
  if (refusal === null) return true;
  if (typeof refusal === 'string') {
    tellProblem(`Couldn’t save ${fieldLabel(name)}`, refusal);
    return false;
  }
  tellWithAction({
    id: `conflict-${name}-${refusal.version}`,
    message: `${fieldLabel(name)} was not saved. ${conflictWords(name, refusal)}`,
    action: 'Keep mine',
    autoCloseMs: 30_000,
    onAction: (close) => {
      close();
      void saveOrTell(save, name, value, refusal.version);
    },
  });
  return false;
};
