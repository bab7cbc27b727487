import { Title } from '@mantine/core';
import { useLocalStorage } from '@mantine/hooks';
import type { LeadSet, MessageOverwrite } from '@tinygenesy/contract';
import { useMemo, useRef, useState } from 'react';
import { type NavigateFunction, useLocation, useNavigate, useSearchParams } from 'react-router';
import { useTemplateFields } from '../../api/messages/getTemplateFields.ts';
import { InvalidEmailsNote } from '../leads/export/InvalidEmailsNote.tsx';
import { withoutInvalid } from '../leads/export/withoutInvalid.ts';
import { ChooseLeads } from './ChooseLeads.tsx';
import { addFallback, writtenFallback } from './fieldQuery.ts';
import { MessagePreviewPane } from './MessagePreviewPane.tsx';
import classes from './Messages.module.css';
import { leadsAddress, messagesAddress, readMessageSet } from './messageSet.ts';
import { MissingFields, missingKey } from './MissingFields.tsx';
import { OutdatedMessages } from './OutdatedMessages.tsx';
import { rewriteText } from './rewriteText.ts';
import type { Draft } from './SavedTemplates.tsx';
import { TemplatePane } from './TemplatePane.tsx';
import { useTemplateChecks } from './useTemplateChecks.ts';
import { WhichLeads } from './WhichLeads.tsx';
import { OverwriteChoice, WriteMessages } from './WriteMessages.tsx';

/** Writes messages for a set of leads: template, preview, missing values, and the job that writes. */
export const MessagesPage = () => {
  const [query] = useSearchParams();
  const { state } = useLocation() as { state: unknown };
  const set = useMemo(() => readMessageSet(query, state), [query, state]);
  return set === null ? <ChooseLeads /> : <Composer key={JSON.stringify(set)} set={set} />;
};

/** Opens the page for the same leads without those whose email is invalid. Selected leads can't be narrowed. */
const leaveInvalidOut = ({ filter, exceptIds }: LeadSet, navigate: NavigateFunction): (() => void) | null => {
  if (filter === undefined) return null;
  const { to, state } = messagesAddress({
    filter: withoutInvalid(filter),
    ...(exceptIds === undefined ? {} : { exceptIds }),
  });
  return () => void navigate(to, { state });
};

const toggled = (keys: ReadonlySet<string>, key: string, isIn: boolean): ReadonlySet<string> =>
  new Set(isIn ? [...keys, key] : [...keys].filter((one) => one !== key));

const Composer = ({ set }: { set: LeadSet }) => {
  const [draft, setDraft] = useLocalStorage<Draft>({
    key: 'tinygenesy.message-draft',
    defaultValue: { text: '', templateId: null },
    getInitialValueInEffect: false,
  });
  const navigate = useNavigate();
  const [overwrite, setOverwrite] = useState<MessageOverwrite>('none');
  const [skipped, setSkipped] = useState<ReadonlySet<string>>(new Set());
  const known = useTemplateFields().data ?? [];
  const labelOf = (name: string): string => known.find((field) => field.name === name)?.label ?? name;
  const labelsOf = (names: readonly string[]): string => names.map(labelOf).join(' or ');
  const editor = useRef<HTMLTextAreaElement>(null);
  const checks = useTemplateChecks(set, draft.text, overwrite);
  const { missing, estimate, isEstimateCurrent } = checks;
  const undecided = missing.filter((one) => !skipped.has(missingKey(one)));

  const addFallbackTo = ({ places }: (typeof missing)[number], words: string): void =>
    rewriteText(editor.current, addFallback(draft.text, places, writtenFallback(words, known)), (text) =>
      setDraft({ ...draft, text }),
    );

  return (
    <div className={classes['page']}>
      <div className={classes['content']}>
        <div>
          <Title order={1} size="h4">
            Messages
          </Title>
          <WhichLeads set={set} estimated={estimate.data?.total} />
        </div>
        <OutdatedMessages set={set} />
        <div className={classes['columns']}>
          <TemplatePane draft={draft} onDraft={setDraft} editor={editor} checks={checks} />
          <MessagePreviewPane checks={checks} labelOf={labelOf} />
        </div>
        {missing.length === 0 ? null : (
          <MissingFields
            missing={missing}
            labelOf={labelsOf}
            skipped={skipped}
            onSkip={(one, skips) => setSkipped((before) => toggled(before, missingKey(one), skips))}
            onFallback={isEstimateCurrent ? addFallbackTo : null}
            addressOf={({ fields: names }) => leadsAddress(names, known, set)}
          />
        )}
        <InvalidEmailsNote set={set} onLeaveOut={leaveInvalidOut(set, navigate)} />
        <OverwriteChoice overwrite={overwrite} onOverwrite={setOverwrite} />
      </div>
      <WriteMessages
        set={set}
        draft={draft}
        checks={checks}
        undecided={undecided.map((one) => labelsOf(one.fields))}
        overwrite={overwrite}
      />
    </div>
  );
};
