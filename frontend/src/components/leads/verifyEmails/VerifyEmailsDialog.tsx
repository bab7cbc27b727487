import { Button, Group, Stack, Text } from '@mantine/core';
import { type EmailCheckEstimate, emailVerdictSchema, emailVerdictWords, type LeadSet } from '@tinygenesy/contract';
import { useEmailCheckEstimate } from '../../../api/emails/estimateEmailCheck.ts';
import { useStartEmailCheck } from '../../../api/emails/startEmailCheck.ts';
import { count, leadsWord } from '../../../words/numbers.ts';
import { etaWords } from '../../../words/time.ts';
import { Dialog } from '../../shell/Dialog.tsx';
import { ErrorAlert } from '../../shell/ErrorAlert.tsx';
import { Loaded } from '../../shell/Loaded.tsx';

const Estimate = ({ estimate, selected }: { estimate: EmailCheckEstimate; selected: number }) => {
  const skipped = estimate.skipped.map((one) => `${count(one.count)} ${one.reason.text.toLowerCase()}`);
  const known = Object.entries(estimate.verdicts)
    .filter(([verdict]) => verdict !== 'none')
    .map(([verdict, leads]) => `${count(leads)} ${emailVerdictWords[emailVerdictSchema.parse(verdict)]}`);
  return (
    <Stack gap={6}>
      <Text size="sm" role="status" aria-label="What will happen">
        {count(selected)} selected: <b>{count(estimate.leads)} will be verified</b>, on{' '}
        {estimate.domains === 1 ? '1 domain' : `${count(estimate.domains)} domains`}.{' '}
        {skipped.length === 0 ? null : `Not included: ${skipped.join(', ')}.`}
      </Text>
      <Text size="sm">
        Time: {etaWords(estimate.etaSeconds)}, at most {etaWords(estimate.mostSeconds)} if no name server responds.
        Verification is free. It queries each domain’s name servers once and sends no email.
      </Text>
      {known.length === 0 ? null : (
        <Text size="xs" c="dimmed">
          Current status: {known.join(', ')}. A status stays until a newer result replaces it.
        </Text>
      )}
    </Stack>
  );
};

type VerifyEmailsDialogProps = {
  set: LeadSet;
  selected: number;
  onClose: () => void;
};

/** Shows what a bulk email verification will do, and starts it. */
export const VerifyEmailsDialog = ({ set, selected, onClose }: VerifyEmailsDialogProps) => {
  const estimate = useEmailCheckEstimate(set);
  const start = useStartEmailCheck();
  const leads = estimate.data?.leads;

  return (
    <Dialog opened onClose={onClose} title="Verify emails">
      <Stack gap="md">
        <Loaded query={estimate} loading="Preparing the verification…" failed="Couldn’t prepare the verification">
          {(data) => <Estimate estimate={data} selected={selected} />}
        </Loaded>
        <ErrorAlert title="Couldn’t start the verification" error={start.error} />
        <Group justify="end" gap="xs">
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button
            onClick={() => start.mutate(set, { onSuccess: onClose })}
            disabled={start.isPending || leads === undefined || leads === 0}
          >
            {start.isPending
              ? 'Starting…'
              : leads === undefined
                ? 'Verify emails'
                : leads === 0
                  ? 'Nothing to verify'
                  : `Verify emails of ${leadsWord(leads)}`}
          </Button>
        </Group>
      </Stack>
    </Dialog>
  );
};
