import { Anchor } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import type { Lead, PhoneLookupStarted } from '@tinygenesy/contract';
import { ApiProblem } from '../../../api/ApiProblem.ts';
import { useEndPhoneLookup } from '../../../api/lookups/endPhoneLookup.ts';
import { tell, tellError } from '../../../app/notify.ts';
import { leadName } from '../leadName.ts';

/** Looks a phone up after one key was pressed: says whose, and offers the way back, because it may cost money. */
export const useFindByKey = (find: (lead: Lead) => Promise<PhoneLookupStarted | null>): ((lead: Lead) => void) => {
  const end = useEndPhoneLookup();
  return (lead) => {
    const name = leadName(lead);
    if (lead.phoneStatus === 'queued' || lead.phoneStatus === 'asking') {
      tell(`${name} is being looked up already.`);
      return;
    }
    const id = `looking-up-${lead.id}`;
    // Only a wish that the server has can be taken back.
    const started = find(lead);
    const cancel = (): void => {
      notifications.hide(id);
      void started.then(() =>
        end.mutate(
          { leadId: lead.id, everyone: false },
          {
            onSuccess: () => tell(`The lookup of ${name} is cancelled.`),
            onError: (error) =>
              error instanceof ApiProblem && error.status === 409
                ? tell(`${name} was looked up already, or a job looks it up.`)
                : tellError(`The lookup of ${name} was not cancelled`, error),
          },
        ),
      );
    };
    notifications.show({
      id,
      message: (
        <>
          Looking up {name} ·{' '}
          <Anchor component="button" type="button" size="sm" onClick={cancel}>
            Cancel
          </Anchor>
        </>
      ),
    });
    void started.then((answer) => {
      if (answer === null || answer.phoneStatus === 'found') notifications.hide(id);
      if (answer?.phoneStatus === 'found') tell(`${name} has a phone number already. Nobody was asked.`);
    });
  };
};
