import type { Lead } from '@tinygenesy/contract';
import { useCallback, useMemo } from 'react';
import { useVerifyLeadEmail } from '../../../api/emails/verifyLeadEmail.ts';
import { useStartPhoneLookup } from '../../../api/lookups/startPhoneLookup.ts';
import { useProviderName } from '../../../api/providers/getProviders.ts';
import { useMeta } from '../../../api/session/getMeta.ts';
import { copyText } from '../../shell/copyText.ts';
import { tellError } from '../../../app/notify.ts';
import { leadName } from '../leadName.ts';
import type { LeadActions } from './LeadActionsContext.ts';
import { useCorrectEmail } from './useCorrectEmail.ts';
import { useFindByKey } from './useFindByKey.ts';

const copyPhone = (number: string): void =>
  copyText(number, `${number} copied.`, {
    what: 'Couldn’t copy the number',
    next: 'Your browser blocks copying on this page. Select the number and copy it yourself.',
  });

/** The actions of a row. They keep their identity, so that cells render again only when their lead changes. */
export const useCreateLeadActions = (open: LeadActions['open']) => {
  const { data: meta } = useMeta();
  const providerName = useProviderName();
  const { mutateAsync: startLookup } = useStartPhoneLookup();
  const { mutate: startVerification } = useVerifyLeadEmail();

  /** @returns null when the lookup was refused; the user sees the reason */
  const startFinding = useCallback(
    async (lead: Lead) => {
      try {
        return await startLookup({ lead });
      } catch (error) {
        tellError(`Couldn’t start the lookup for ${leadName(lead)}`, error);
        return null;
      }
    },
    [startLookup],
  );
  const verifyEmail = useCallback(
    (lead: Lead): void => {
      if (lead.email === null) return;
      startVerification(lead, {
        onError: (error) => tellError(`Couldn’t verify the email of ${leadName(lead)}`, error),
      });
    },
    [startVerification],
  );
  const correctEmail = useCorrectEmail(verifyEmail);
  const mode = meta?.mode ?? 'sandbox';
  const actions = useMemo(
    (): LeadActions => ({
      mode,
      providerName,
      findPhone: (lead) => void startFinding(lead),
      verifyEmail,
      correctEmail,
      copyPhone,
      open,
    }),
    [mode, providerName, startFinding, verifyEmail, correctEmail, open],
  );
  return { actions, findByKey: useFindByKey(startFinding) };
};
