import type { Lead, PhoneLookupStarted } from '@tinygenesy/contract';
import { ApiProblem } from '../../../api/ApiProblem.ts';
import { useEndPhoneLookup } from '../../../api/lookups/endPhoneLookup.ts';
import { tell, tellError } from '../../../app/notify.ts';
import { tellWithAction } from '../../shell/tellWithAction.tsx';
import { leadName } from '../leadName.ts';

/** Starts a lookup by key. Names the lead and offers Cancel, because a lookup may cost money. */
export const useFindByKey = (
  startFinding: (lead: Lead) => Promise<PhoneLookupStarted | null>,
): ((lead: Lead) => void) => {
  const end = useEndPhoneLookup();
  return (lead) => {
    const name = leadName(lead);
    if (lead.phoneStatus === 'queued' || lead.phoneStatus === 'asking') {
      tell(`A lookup for ${name} is already running.`);
      return;
    }
    const started = startFinding(lead);
    const cancel = (): void =>
      end.mutate(
        { leadId: lead.id, everyone: false },
        {
          onSuccess: () => tell(`Lookup for ${name} cancelled.`),
          onError: (error) =>
            error instanceof ApiProblem && error.status === 409
              ? tell(`Nothing to cancel: the lookup for ${name} has ended, or a job requested it.`)
              : tellError(`Couldn’t cancel the lookup for ${name}`, error),
        },
      );
    const close = tellWithAction({
      id: `looking-up-${lead.id}`,
      message: `Looking up ${name} ·`,
      action: 'Cancel',
      onAction: (closeNow) => {
        closeNow();
        // The server can only cancel a lookup that it has received.
        void started.then(cancel);
      },
    });
    void started.then((answer) => {
      if (answer === null || answer.phoneStatus === 'found') close();
      if (answer?.phoneStatus === 'found') tell(`${name} already has a phone number. No provider was called.`);
    });
  };
};
