import { Alert, Button, Group, Stack, Text } from '@mantine/core';
import { type EmailCheckEstimate, emailVerdictSchema, emailVerdictWords, type LeadSet } from '@tinygenesy/contract';
import { errorWords } from '../../../api/ApiProblem.ts';
import { useEmailCheckEstimate } from '../../../api/emails/estimateEmailCheck.ts';
import { useStartEmailCheck } from '../../../api/emails/startEmailCheck.ts';
import { count, leadsWord } from '../../../words/numbers.ts';
import { etaWords } from '../../../words/time.ts';
import { Dialog } from '../../shell/Dialog.tsx';
import { ErrorNote } from '../../shell/ErrorNote.tsx';
import { Working } from '../../shell/Working.tsx';
import { useStartJob } from '../useStartJob.ts';

const Estimate = ({ estimate, selected }: { estimate: EmailCheckEstimate; selected: number }) => {
  const skipped = estimate.skipped.map((one) => `${count(one.count)} ${one.reason.text.toLowerCase()}`);
  const known = Object.entries(estimate.verdicts)
    .filter(([verdict]) => verdict !== 'none')
    .map(([verdict, leads]) => `${count(leads)} ${emailVerdictWords[emailVerdictSchema.parse(verdict)]}`);
  return (
    <Stack gap={6}>
      <Text size="sm" role="status" aria-label="What will happen">
        {count(selected)} selected: <b>{count(estimate.leads)} will be checked</b>, on{' '}
        {estimate.domains === 1 ? '1 domain' : `${count(estimate.domains)} domains`}.{' '}
        {skipped.length === 0 ? null : `Left out: ${skipped.join(', ')}.`}
      </Text>
      <Text size="sm">
        Time: {etaWords(estimate.etaSeconds)}, at most {etaWords(estimate.mostSeconds)} even if no name server answers.
        It costs nothing. Each domain’s name servers are asked once; nobody is written to.
      </Text>
      {known.length === 0 ? null : (
        <Text size="xs" c="dimmed">
          Known until now: {known.join(', ')}. A verdict stays until there is a newer one.
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

/** Says what a check of many e-mails will do, and starts it. */
export const VerifyEmailsDialog = ({ set, selected, onClose }: VerifyEmailsDialogProps) => {
  const estimate = useEmailCheckEstimate(set);
  const start = useStartEmailCheck();
  const startJob = useStartJob<{ set: LeadSet }>(start, onClose);
  const leads = estimate.data?.leads;

  return (
    <Dialog opened onClose={onClose} title="Verify e-mails">
      <Stack gap="md">
        {estimate.data !== undefined ? (
          <Estimate estimate={estimate.data} selected={selected} />
        ) : estimate.isError ? (
          <ErrorNote
            what="What would be checked could not be worked out"
            error={estimate.error}
            onRetry={() => void estimate.refetch()}
          />
        ) : (
          <Working>Working out what will be checked…</Working>
        )}
        {start.error === null ? null : (
          <Alert role="alert" color="red" variant="light" title="The check was not started">
            {errorWords(start.error)}
          </Alert>
        )}
        <Group justify="end" gap="xs">
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button onClick={() => startJob({ set })} disabled={start.isPending || leads === undefined || leads === 0}>
            {start.isPending
              ? 'Starting…'
              : leads === undefined
                ? 'Verify e-mails'
                : leads === 0
                  ? 'Nothing to check'
                  : `Verify e-mails of ${leadsWord(leads)}`}
          </Button>
        </Group>
      </Stack>
    </Dialog>
  );
};
