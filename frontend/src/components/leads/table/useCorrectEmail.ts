import type { Lead } from '@tinygenesy/contract';
import { useCallback } from 'react';
import { getLead } from '../../../api/leads/getLead.ts';
import { useUpdateLead } from '../../../api/leads/updateLead.ts';
import { tell, tellError } from '../../../app/notify.ts';
import { tellWithAction } from '../../shell/tellWithAction.tsx';
import { leadName } from '../leadName.ts';

/** Takes the suggested correction of an email, verifies it, and offers Undo. */
export const useCorrectEmail = (verify: (lead: Lead) => void): ((lead: Lead) => void) => {
  const { mutateAsync: update } = useUpdateLead();
  return useCallback(
    (lead) => {
      const { id, email, emailSuggestion } = lead;
      if (emailSuggestion === null) return;
      const name = leadName(lead);
      const undo = async (): Promise<void> => {
        // Its verification changed the lead since.
        const now = await getLead(id);
        if (now.email === emailSuggestion) await update({ id, version: now.version, patch: { email } });
        else tell(`The email of ${name} was changed meanwhile and stays.`);
      };
      const correct = async (): Promise<void> => {
        verify(await update({ id, version: lead.version, patch: { email: emailSuggestion } }));
        tellWithAction({
          id: `corrected-${id}`,
          message: `Email of ${name} changed to ${emailSuggestion}.`,
          action: 'Undo',
          onAction: (close) => {
            close();
            undo().catch((error: unknown) => tellError(`Couldn’t undo the change of ${name}’s email`, error));
          },
        });
      };
      correct().catch((error: unknown) => tellError(`Couldn’t change the email of ${name}`, error));
    },
    [update, verify],
  );
};
