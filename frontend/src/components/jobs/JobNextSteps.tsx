import { Button } from '@mantine/core';
import { useState } from 'react';
import { Link } from 'react-router';
import { useMessagesText } from '../../api/messages/getMessagesText.ts';
import { tellError } from '../../app/notify.ts';
import { useRestore } from '../deleted/useRestore.ts';
import { ExportDialog, FindPhonesDialog, VerifyEmailsDialog } from '../leads/dialogsLater.ts';
import { defaultSort } from '../leads/state/listState.ts';
import { copyText } from '../shell/copyText.ts';
import type { NextStep } from './nextSteps.ts';

type ActionStep = Extract<NextStep, { action: unknown }>;

const StepDialog = ({ step: { action, set, leads }, onClose }: { step: ActionStep; onClose: () => void }) => {
  switch (action) {
    case 'findPhones':
      return <FindPhonesDialog set={set} selected={leads} onClose={onClose} />;
    case 'verifyEmails':
      return <VerifyEmailsDialog set={set} selected={leads} onClose={onClose} />;
    case 'export':
      return (
        <ExportDialog
          leads={{ filter: set.filter ?? {}, sort: defaultSort }}
          total={leads}
          totalIsAtLeast={false}
          onClose={onClose}
        />
      );
    case 'copyMessages':
      return null;
  }
};

const notCopied = 'Couldn’t copy the messages';

type JobNextStepsProps = { steps: readonly NextStep[]; hasMainButton: boolean };

/** Buttons for the next steps after a job. @param hasMainButton whether the first one is the main button */
export const JobNextSteps = ({ steps, hasMainButton }: JobNextStepsProps) => {
  const [opened, setOpened] = useState<ActionStep | null>(null);
  const { undo, isRestoring } = useRestore();
  const text = useMessagesText();
  const run = (step: ActionStep): void => {
    if (step.action !== 'copyMessages') {
      setOpened(step);
      return;
    }
    text.mutate(step.set, {
      onSuccess: (messages) =>
        copyText(messages, 'All messages copied.', {
          what: notCopied,
          next: 'Your browser blocks copying on this page. Export the messages instead.',
        }),
      onError: (error) => tellError(notCopied, error),
    });
  };
  return (
    <>
      {steps.map((step, index) => {
        const look = { size: 'compact-xs', variant: hasMainButton && index === 0 ? 'filled' : 'default' } as const;
        if ('undoToken' in step) {
          return (
            <Button key={step.label} {...look} disabled={isRestoring} onClick={() => undo(step.undoToken)}>
              {isRestoring ? 'Restoring…' : step.label}
            </Button>
          );
        }
        return 'to' in step ? (
          <Button key={step.label} {...look} component={Link} to={step.to} state={step.state}>
            {step.label}
          </Button>
        ) : (
          <Button key={step.label} {...look} disabled={text.isPending} onClick={() => run(step)}>
            {step.label}
          </Button>
        );
      })}
      {opened === null ? null : <StepDialog step={opened} onClose={() => setOpened(null)} />}
    </>
  );
};
