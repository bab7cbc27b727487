import { Button, Group, Select, Text } from '@mantine/core';
import type { LeadSet, MessageOverwrite } from '@tinygenesy/contract';
import { useGenerateMessages } from '../../api/messages/generateMessages.ts';
import { useMessageTemplates } from '../../api/messages/getMessageTemplates.ts';
import { estimateWords } from '../../words/message.ts';
import { count } from '../../words/numbers.ts';
import { ErrorAlert } from '../shell/ErrorAlert.tsx';
import { QueryError } from '../shell/QueryError.tsx';
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

const WriteStatus = ({ checks: { isBlank, estimate }, undecided }: WriteStatusProps) => (
  <Text size="sm" role="status" aria-label="What will happen" c={undecided.length > 0 ? 'var(--warn-text)' : 'dimmed'}>
    {isBlank || estimate.data === undefined
      ? ''
      : undecided.length > 0
        ? `Use a fallback or skip the leads without ${undecided.join(', ')}. Then you can write messages.`
        : estimateWords(estimate.data)}
  </Text>
);

type WriteMessagesProps = {
  set: LeadSet;
  draft: Draft;
  checks: TemplateChecks;
  /** Labels of the missing merge fields for which the user has not chosen a fallback or to skip the leads. */
  undecided: readonly string[];
  overwrite: MessageOverwrite;
  onOverwrite: (overwrite: MessageOverwrite) => void;
};

/** Starts the job that writes the messages: choice for leads with a message, button, what will happen, and errors. */
export const WriteMessages = (props: WriteMessagesProps) => {
  const { set, draft, checks, undecided, overwrite, onOverwrite } = props;
  const { estimate, isBlank, hasErrors, isEstimateCurrent } = checks;
  const templates = useMessageTemplates();
  const generate = useGenerateMessages();
  const isReady = isEstimateCurrent && !isBlank && !hasErrors && undecided.length === 0;
  const submit = (): void => {
    const saved = templates.data?.find(({ id }) => id === draft.templateId);
    const template = saved?.text === draft.text ? { templateId: saved.id } : { template: draft.text };
    generate.mutate({ ...set, ...template, onMissing: 'skip', overwrite });
  };

  return (
    <>
      <Group gap="sm" align="end">
        <Select
          label="Leads that already have a message"
          size="sm"
          w={360}
          data={overwrites}
          value={overwrite}
          allowDeselect={false}
          onChange={(value) => onOverwrite(value ?? 'none')}
        />
        <Button disabled={generate.isPending || !isReady || (estimate.data?.leads ?? 0) === 0} onClick={submit}>
          {generate.isPending ? 'Starting…' : writeLabel(checks)}
        </Button>
        <WriteStatus checks={checks} undecided={undecided} />
      </Group>
      <QueryError query={estimate} failed="Couldn’t count the leads and their missing values" />
      <ErrorAlert title="Couldn’t start writing messages" error={generate.error} />
    </>
  );
};
