import { Button, Stack, Text } from '@mantine/core';
import type { EmailCorrection, Job, SuggestedCorrections } from '@tinygenesy/contract';
import { type CorrectionsResult, useTakeCorrections, useUndoCorrections } from '../../api/emails/emailCorrections.ts';
import { useStartEmailCheck } from '../../api/emails/startEmailCheck.ts';
import { tell, tellError } from '../../app/notify.ts';
import { count } from '../../words/numbers.ts';
import { tellWithAction } from '../shell/tellWithAction.tsx';

const shown = 3;
const undoOfferedMs = 20_000;

const emailsWord = (value: number): string => `${count(value)} ${value === 1 ? 'email' : 'emails'}`;

/** `14 emails corrected. 1 email kept: another lead has this email.` */
const resultWords = ({ corrected, refused }: CorrectionsResult, done: string): string => {
  const reasons = [...new Set(refused.map(({ reason }) => reason.text.toLowerCase()))];
  const kept = refused.length === 0 ? '' : ` ${emailsWord(refused.length)} kept: ${reasons.join(', ')}.`;
  return `${emailsWord(corrected.length)} ${done}.${kept}`;
};

/**
 * Takes the corrections that a verification suggests, offers to undo them, and verifies the new emails. It awaits the
 * results, because their callbacks end with the component, which goes with the last correction.
 */
const useTaking = (job: Job) => {
  const take = useTakeCorrections(job.id);
  const undo = useUndoCorrections(job.id);
  const verify = useStartEmailCheck();
  const undoAll = (corrected: readonly EmailCorrection[], close: () => void): void =>
    void undo.mutateAsync([...corrected]).then(
      (result) => {
        close();
        tell(resultWords(result, 'changed back'));
      },
      (error: unknown) => tellError('Couldn’t change all emails back', error),
    );
  const tellTaken = (result: CorrectionsResult): void => {
    if (result.corrected.length === 0) {
      tell(resultWords(result, 'corrected'));
      return;
    }
    tellWithAction({
      id: `corrected-${job.id}`,
      message: resultWords(result, 'corrected'),
      action: 'Undo',
      autoCloseMs: undoOfferedMs,
      onAction: (close) => undoAll(result.corrected, close),
    });
    verify
      .mutateAsync({ leadIds: result.corrected.map(({ leadId }) => leadId) })
      .catch((error: unknown) => tellError('Couldn’t verify the corrected emails', error));
  };
  const takeAll = (): void =>
    void take
      .mutateAsync(undefined)
      .then(tellTaken, (error: unknown) => tellError('Couldn’t take all corrections', error));
  return { takeAll, isTaking: take.isPending };
};

/** The emails that look mistyped after a verification, and a button that corrects all of them. */
export const TakeCorrections = ({ job, suggested }: { job: Job; suggested: SuggestedCorrections }) => {
  const { takeAll, isTaking } = useTaking(job);
  const { corrections, total } = suggested;
  return (
    <Stack gap={4} align="start" role="group" aria-label="Suggested corrections">
      {corrections.slice(0, shown).map(({ leadId, from, to }) => (
        <Text key={leadId} size="xs" style={{ overflowWrap: 'anywhere' }}>
          {from} → <b>{to}</b>
        </Text>
      ))}
      {total > shown ? (
        <Text size="xs" c="dimmed">
          and {count(total - shown)} more
        </Text>
      ) : null}
      <Button size="compact-xs" disabled={isTaking} onClick={takeAll}>
        {isTaking ? 'Correcting…' : `Take ${count(total)} ${total === 1 ? 'correction' : 'corrections'}`}
      </Button>
    </Stack>
  );
};
