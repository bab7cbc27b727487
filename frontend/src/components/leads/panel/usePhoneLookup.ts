import type { Lead } from '@tinygenesy/contract';
import { ApiProblem } from '../../../api/ApiProblem.ts';
import { useEndPhoneLookup } from '../../../api/lookups/endPhoneLookup.ts';
import { useStartPhoneLookup } from '../../../api/lookups/startPhoneLookup.ts';
import { tellError, tellHint } from '../../../app/notify.ts';

/** Starts and cancels the phone lookup of one lead, and shows errors. */
export const usePhoneLookup = (lead: Lead) => {
  const start = useStartPhoneLookup();
  const end = useEndPhoneLookup();
  return {
    find: (force: boolean): void =>
      start.mutate({ lead, force }, { onError: (error) => tellError('Couldn’t start the lookup', error) }),
    cancel: (everyone: boolean): void =>
      end.mutate(
        { leadId: lead.id, everyone },
        {
          onError: (error) =>
            error instanceof ApiProblem && error.status === 409
              ? tellHint(
                  everyone
                    ? 'No lookup is running for this lead.'
                    : 'A job requested this lookup, not you. To stop it, choose “Cancel for all users and jobs”.',
                )
              : tellError('Couldn’t cancel the lookup', error),
        },
      ),
    isCancelling: end.isPending,
  };
};
