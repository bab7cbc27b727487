import { notifications } from '@mantine/notifications';
import type { Lead } from '@tinygenesy/contract';
import { ApiProblem } from '../../../api/ApiProblem.ts';
import { useEndPhoneLookup } from '../../../api/lookups/endPhoneLookup.ts';
import { useStartPhoneLookup } from '../../../api/lookups/startPhoneLookup.ts';
import { tellError } from '../../../app/notify.ts';

/** Starts and cancels the phone lookup of one lead, and tells what failed. */
export const usePhoneLookup = (lead: Lead) => {
  const start = useStartPhoneLookup();
  const end = useEndPhoneLookup();
  return {
    find: (force: boolean): void =>
      start.mutate({ lead, force }, { onError: (error) => tellError('The phone is not being looked up', error) }),
    cancel: (everyone: boolean): void =>
      end.mutate(
        { leadId: lead.id, everyone },
        {
          onError: (error) =>
            error instanceof ApiProblem && error.status === 409
              ? notifications.show({
                  color: 'yellow',
                  message: everyone
                    ? 'Nothing is being looked up for this lead.'
                    : 'A job wants this number, not you. Cancel for everyone to stop it.',
                })
              : tellError('The lookup was not cancelled', error),
        },
      ),
    isCancelling: end.isPending,
  };
};
