import { Alert, Anchor, Button, Group, Select, Stack, Text, Title } from '@mantine/core';
import { useDebouncedValue, useLocalStorage } from '@mantine/hooks';
import {
  type GenerateMessagesInput,
  type LeadSet,
  type MessageOverwrite,
  missableFields,
  type TemplateProblem,
} from '@tinygenesy/contract';
import { useMemo, useRef, useState } from 'react';
import { Link, useLocation, useSearchParams } from 'react-router';
import { errorWords } from '../../api/ApiProblem.ts';
import { useMessageEstimate } from '../../api/messages/estimateMessages.ts';
import { useGenerateMessages } from '../../api/messages/generateMessages.ts';
import { useLeadCount } from '../../api/leads/getLeadCount.ts';
import { useMessageTemplates } from '../../api/messages/getMessageTemplates.ts';
import { useTemplateFields } from '../../api/messages/getTemplateFields.ts';
import { useMessagePreview } from '../../api/messages/previewMessage.ts';
import { useParam } from '../../app/useParam.ts';
import { estimateWords } from '../../words/message.ts';
import { count, leadsWord } from '../../words/numbers.ts';
import { defaultSort, hasFilter, writeListState } from '../leads/state/listState.ts';
import { InvalidEmailsNote } from '../leads/export/InvalidEmailsNote.tsx';
import { ErrorNote } from '../shell/ErrorNote.tsx';
import { addFallback, insertText, writtenFallback } from './fieldQuery.ts';
import { MessageJob } from './MessageJob.tsx';
import { MessagePreviewPane, type PreviewOrder } from './MessagePreviewPane.tsx';
import classes from './Messages.module.css';
import { readMessageSet } from './messageSet.ts';
import { MissingFields, type Need, needKey } from './MissingFields.tsx';
import { OutdatedMessages } from './OutdatedMessages.tsx';
import { SavedTemplates } from './SavedTemplates.tsx';
import { TemplateEditor } from './TemplateEditor.tsx';
import { TemplateProblems } from './TemplateProblems.tsx';

const overwrites: { value: MessageOverwrite; label: string }[] = [
  { value: 'none', label: 'Keep the message of those who have one' },
  { value: 'unedited', label: 'Replace messages, but not those edited by hand' },
  { value: 'all', label: 'Replace all messages, also those edited by hand' },
];
/** A person who types waits so long for the preview, and for what takes all leads. */
const previewAfterMs = 150;
const countAfterMs = 500;

const WhichLeads = ({ set, total }: { set: LeadSet; total: number | undefined }) => {
  const isAll = set.filter !== undefined && !hasFilter(set.filter) && set.exceptIds === undefined;
  const search =
    set.filter === undefined
      ? ''
      : writeListState(new URLSearchParams(), { filter: set.filter, sort: defaultSort }).toString();
  return (
    <Text size="sm" c="dimmed">
      For {total === undefined ? 'the leads' : isAll ? `all ${leadsWord(total)}` : leadsWord(total)}
      {set.leadIds === undefined ? (isAll ? '' : ' that match') : ' you chose'}.{' '}
      <Anchor component={Link} to={{ pathname: '/leads', search }} size="sm">
        {isAll ? 'Choose some' : 'Choose others'}
      </Anchor>
    </Text>
  );
};

/** Where messages are written: the template, what it says to real leads, what is missing, and the writing. */
export const MessagesPage = () => {
  const [query] = useSearchParams();
  const { state } = useLocation() as { state: unknown };
  const set = useMemo(() => readMessageSet(query, state), [query, state]);
  return <Composer key={JSON.stringify(set)} set={set} />;
};

const Composer = ({ set }: { set: LeadSet }) => {
  const [draft, setDraft] = useLocalStorage<{ text: string; templateId: number | null }>({
    key: 'tinygenesy.message-draft',
    defaultValue: { text: '', templateId: null },
    getInitialValueInEffect: false,
  });
  const { text } = draft;
  const setText = (next: string): void => setDraft({ ...draft, text: next });
  const textarea = useRef<HTMLTextAreaElement>(null);
  const [order, setOrder] = useState<PreviewOrder>('newest');
  const [index, setIndex] = useState(0);
  const [overwrite, setOverwrite] = useState<MessageOverwrite>('none');
  const [namingAt, setNamingAt] = useState<number | null>(null);
  const [leftOut, setLeftOut] = useState<ReadonlySet<string>>(new Set());
  const [job, setJob] = useParam('job');
  const jobId = job === null ? null : Number(job);

  const fields = useTemplateFields();
  const templates = useMessageTemplates();
  const [previewed] = useDebouncedValue(text, previewAfterMs);
  const [settled] = useDebouncedValue(text, countAfterMs);
  const [counted, setCounted] = useState(text);
  const isBlank = counted.trim() === '';
  const estimate = useMessageEstimate(isBlank ? null : { ...set, template: counted, overwrite });
  // One count after the other: with many leads one takes longer than the next word.
  if (settled !== counted && !estimate.isFetching) setCounted(settled);
  const leadIds = (order === 'worst' ? estimate.data?.worst : estimate.data?.newest) ?? [];
  const shown = Math.min(index, Math.max(0, leadIds.length - 1));
  const preview = useMessagePreview(previewed, leadIds[shown] ?? null);
  const generate = useGenerateMessages();
  const leadCount = useLeadCount(set.filter ?? {});

  const known = fields.data ?? [];
  const labelOf = (name: string): string => known.find((field) => field.name === name)?.label ?? name;
  const allProblems = text.trim() === '' ? [] : (preview.data?.problems ?? []);
  const hasErrors = allProblems.some(({ severity }) => severity === 'error');
  // A brace that somebody is writing behind is not forgotten.
  const problems = allProblems.filter(
    ({ code, at, length }) =>
      code !== 'unclosed_brace' || namingAt === null || namingAt <= at || namingAt > at + length,
  );
  const previewIsOfText = previewed === text && !preview.isPlaceholderData;
  const estimateIsOfText = counted === text && !estimate.isPlaceholderData;
  const needs = isBlank ? [] : (estimate.data?.missing ?? []).filter((need) => need.leads > 0);
  const undecided = needs.filter((need) => !leftOut.has(needKey(need)));
  const total = estimate.data?.total ?? set.leadIds?.length ?? leadCount.data?.total;
  const leads = estimate.data?.leads ?? 0;

  const show = ({ at, length }: TemplateProblem): void => {
    textarea.current?.focus();
    textarea.current?.setSelectionRange(at, at + length);
  };
  const addressOf = ({ fields: names }: Need): string | null => {
    const missing = names.map((name) => {
      const field = known.find((one) => one.name === name);
      if (field?.isCustom === true) return `custom:${field.label}`;
      return missableFields.find((one) => one === name);
    });
    // A comma would part the name in the address.
    if (missing.some((name) => name === undefined || name.includes(','))) return null;
    const next = writeListState(new URLSearchParams(), { filter: set.filter ?? {}, sort: defaultSort });
    next.set('missing', [...new Set([...(set.filter?.missing ?? []), ...missing])].join());
    return `/leads?${next.toString()}`;
  };
  const submit = (): void => {
    const saved = templates.data?.find(({ id }) => id === draft.templateId);
    const body: GenerateMessagesInput = {
      ...set,
      ...(saved?.text === text ? { templateId: saved.id } : { template: text }),
      onMissing: 'skip',
      overwrite,
    };
    generate.mutate(body, { onSuccess: ({ id }) => setJob(String(id)) });
  };

  return (
    <div className={classes['page']}>
      <Stack gap="md">
        <div>
          <Title order={1} size="h4">
            Messages
          </Title>
          <WhichLeads set={set} total={total} />
        </div>
        <OutdatedMessages set={set} onStarted={({ id }) => setJob(String(id))} />
        <div className={classes['columns']}>
          <Stack gap="sm">
            <SavedTemplates text={text} templateId={draft.templateId} onOpen={setDraft} />
            <TemplateEditor text={text} onChange={setText} fields={known} textarea={textarea} onNaming={setNamingAt} />
            {fields.isError ? (
              <ErrorNote
                what="The fields could not be loaded"
                error={fields.error}
                onRetry={() => void fields.refetch()}
              />
            ) : null}
            <TemplateProblems
              problems={problems}
              onShow={show}
              onMend={
                previewIsOfText
                  ? ({ at, length }, suggestion) => setText(insertText(text, at, at + length, suggestion).text)
                  : null
              }
            />
          </Stack>
          <MessagePreviewPane
            preview={text.trim() === '' ? undefined : preview.data}
            leadIds={leadIds}
            index={shown}
            onIndex={setIndex}
            order={order}
            onOrder={(next) => {
              setOrder(next);
              setIndex(0);
            }}
          />
        </div>
        <MissingFields
          needs={needs}
          labelOf={labelOf}
          leftOut={leftOut}
          onLeaveOut={(need, out) =>
            setLeftOut((before) => {
              const next = new Set(before);
              if (out) next.add(needKey(need));
              else next.delete(needKey(need));
              return next;
            })
          }
          onFallback={
            estimateIsOfText
              ? ({ places }, words) => setText(addFallback(text, places, writtenFallback(words, known)))
              : null
          }
          addressOf={addressOf}
        />
        <InvalidEmailsNote set={set} />
        <Group gap="sm" align="end">
          <Select
            label="Leads that have a message"
            size="sm"
            w={360}
            data={overwrites}
            value={overwrite}
            allowDeselect={false}
            onChange={(value) => setOverwrite(value ?? 'none')}
          />
          <Button
            disabled={
              generate.isPending || isBlank || hasErrors || !estimateIsOfText || undecided.length > 0 || leads === 0
            }
            onClick={submit}
          >
            {generate.isPending
              ? 'Starting…'
              : leads === 0 && (isBlank || hasErrors || estimate.data === undefined)
                ? 'Write messages'
                : leads === 0
                  ? 'Nothing to write'
                  : `Write ${count(leads)} ${leads === 1 ? 'message' : 'messages'}`}
          </Button>
          <Text
            size="sm"
            role="status"
            aria-label="What will happen"
            c={undecided.length > 0 ? 'var(--warn-text)' : 'dimmed'}
          >
            {isBlank || estimate.data === undefined
              ? ''
              : undecided.length > 0
                ? `Decide first what to do without ${undecided.map((need) => need.fields.map(labelOf).join(' or ')).join(', ')}.`
                : estimateWords(estimate.data)}
          </Text>
        </Group>
        {estimate.isError ? (
          <ErrorNote
            what="What is missing could not be counted"
            error={estimate.error}
            onRetry={() => void estimate.refetch()}
          />
        ) : null}
        {generate.error === null ? null : (
          <Alert role="alert" color="red" variant="light" title="No message was written">
            {errorWords(generate.error)}
          </Alert>
        )}
        {jobId !== null && jobId > 0 && Number.isInteger(jobId) ? <MessageJob key={jobId} jobId={jobId} /> : null}
      </Stack>
    </div>
  );
};
