import { Button, Select, Text } from '@mantine/core';
import type { LeadSet, MessageOverwrite } from '@tinygenesy/contract';
import { useGenerateMessages } from '../../api/messages/generateMessages.ts';
import { useMessageTemplates } from '../../api/messages/getMessageTemplates.ts';
import { estimateWords } from '../../words/message.ts';
import { count } from '../../words/numbers.ts';
import { ErrorAlert } from '../shell/ErrorAlert.tsx';
import { QueryError } from '../shell/QueryError.tsx';
import classes from './Messages.module.css';
import { ReadyBar } from './ReadyBar.tsx';
import type { Draft } from './SavedTemplates.tsx';
import type { TemplateChecks } from './useTemplateChecks.ts';

const overwrites: { value: MessageOverwrite; label: string }[] = [
  { value: 'none', label: 'Keep their messages' },
  { value: 'unedited', label: 'Replace messages that were not edited by hand' },
  { value: 'all', label: 'Replace all messages, including edited ones' },
];

const writeLabel = ({ estimate, isBlank, hasErrors }: TemplateChecks): string => {
  const leads = estimate.data?.leads ?? 0;
  if (leads > 0) return `Write ${count(leads)} ${leads === 1 ? 'message' : 'messages'}`;
  return isBlank || hasErrors || estimate.data === undefined ? 'Write messages' : 'No messages to write';
};

type WriteStatusProps = { checks: TemplateChecks; undecided: readonly string[] };

/** What the button will do, or what to do before. */
const statusWords = (
  { isBlank, hasErrors, estimate }: TemplateChecks,
  undecided: readonly string[],
): { words: string; isTodo: boolean } => {
  if (isBlank) return { words: 'Write a template first.', isTodo: false };
  if (hasErrors) return { words: 'Fix the errors in the template. Then you can write messages.', isTodo: true };
  if (estimate.data === undefined) return { words: '', isTodo: false };
  return undecided.length > 0
    ? {
        words: `Use a fallback or skip the leads without ${undecided.join(', ')}. Then you can write messages.`,
        isTodo: true,
      }
    : { words: estimateWords(estimate.data), isTodo: false };
};

const WriteStatus = ({ checks, undecided }: WriteStatusProps) => {
  const { words, isTodo } = statusWords(checks, undecided);
  return (
    <Text size="sm" role="status" aria-label="What will happen" c={isTodo ? 'var(--warn-text)' : 'dimmed'}>
      {words}
    </Text>
  );
};

type OverwriteChoiceProps = { overwrite: MessageOverwrite; onOverwrite: (overwrite: MessageOverwrite) => void };

/** What happens to the messages that leads have already. */
export const OverwriteChoice = ({ overwrite, onOverwrite }: OverwriteChoiceProps) => (
  <Select
    label="Leads that already have a message"
    size="sm"
    maw={360}
    data={overwrites}
    value={overwrite}
    allowDeselect={false}
    onChange={(value) => onOverwrite(value ?? 'none')}
  />
);

type WriteMessagesProps = {
  set: LeadSet;
  draft: Draft;
  checks: TemplateChecks;
  /** Labels of the missing merge fields for which the user has not chosen a fallback or to skip the leads. */
  undecided: readonly string[];
  overwrite: MessageOverwrite;
};

/** Starts the job that writes the messages: button, what will happen, and errors. It stays in view at the foot. */
export const WriteMessages = ({ set, draft, checks, undecided, overwrite }: WriteMessagesProps) => {
  const { estimate, isBlank, hasErrors, isEstimateCurrent } = checks;
  const templates = useMessageTemplates();
  const generate = useGenerateMessages();
  const isReady = isEstimateCurrent && !isBlank && !hasErrors && undecided.length === 0;
  const canWrite = !generate.isPending && isReady && (estimate.data?.leads ?? 0) > 0;
  // After a click the button keeps the focus, which a disabled one loses.
  const off = generate.isIdle ? { disabled: !canWrite } : { 'aria-disabled': !canWrite, 'data-disabled': !canWrite };
  const submit = (): void => {
    const saved = templates.data?.find(({ id }) => id === draft.templateId);
    const template =
      saved === undefined
        ? { template: draft.text }
        : saved.text === draft.text
          ? { templateId: saved.id }
          : { template: draft.text, basedOnTemplateId: saved.id };
    generate.mutate({ ...set, ...template, onMissing: 'skip', overwrite });
  };

  return (
    <footer className={classes['foot']}>
      {isBlank || estimate.data === undefined ? null : <ReadyBar estimate={estimate.data} />}
      <div className={classes['footRow']}>
        <Button {...off} onClick={canWrite ? submit : undefined}>
          {generate.isPending ? 'Starting…' : writeLabel(checks)}
        </Button>
        <WriteStatus checks={checks} undecided={undecided} />
      </div>
      <QueryError query={estimate} failed="Couldn’t count the leads and their missing values" />
      <ErrorAlert title="Couldn’t start writing messages" error={generate.error} />
    </footer>
  );
};
