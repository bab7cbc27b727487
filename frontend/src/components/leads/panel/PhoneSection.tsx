import { Anchor, Button, Group, Text } from '@mantine/core';
import type { Lead, PhoneLookup } from '@tinygenesy/contract';
import { useRef, useState } from 'react';
import { useLookupEstimate } from '../../../api/lookups/estimatePhoneLookups.ts';
import { useProviderName } from '../../../api/providers/getProviders.ts';
import { useMeta } from '../../../api/session/getMeta.ts';
import { offeredNumber, phoneCell } from '../../../words/phone.ts';
import { agoWords } from '../../../words/time.ts';
import { PriceQuestion } from '../../shell/PriceQuestion.tsx';
import { CancelButtons } from './CancelButtons.tsx';
import { EditableField } from './EditableField.tsx';
import { FurtherPhones } from './FurtherPhones.tsx';
import classes from './LeadPanel.module.css';
import { PhoneTimeline } from './PhoneTimeline.tsx';
import { saveOrTell } from './refusal.ts';
import { usePhoneLookup } from './usePhoneLookup.ts';
import type { SaveField } from './refusal.ts';

const foundWords = (provider: string | null, source: string): string =>
  provider === 'manual' || provider === 'import'
    ? source.charAt(0).toUpperCase() + source.slice(1)
    : `Found by ${source}`;

/** Shows the price and the age of the last result before a re-run, which may cost money again. */
const RerunQuestion = ({ lead, ...actions }: { lead: Lead; onConfirm: () => void; onClose: () => void }) => {
  const estimate = useLookupEstimate({ leadIds: [lead.id], scope: 'all', force: true });
  const note = lead.phoneCheckedAt === null ? {} : { note: `Last result: ${agoWords(lead.phoneCheckedAt)}` };
  return <PriceQuestion action="Re-run" estimate={estimate} {...note} {...actions} />;
};

/** Whether both calls that a round allows after lost answers were made: only a re-run calls that provider again. */
const needsRerun = ({ attempts }: PhoneLookup): boolean => {
  const round = Math.max(...attempts.map((attempt) => attempt.round));
  const lost = attempts.filter((attempt) => attempt.charge === 'uncertain' && attempt.round === round);
  return lost.some(({ provider }, index) => lost.findIndex((other) => other.provider === provider) < index);
};

type LookupHeadProps = { lead: Lead; hasResult: boolean; isRetry: boolean };

/** Head of the section: starts, re-runs or cancels the lookup, and asks for confirmation before a re-run. */
const LookupHead = ({ lead, hasResult, isRetry }: LookupHeadProps) => {
  const { find, cancel, isCancelling } = usePhoneLookup(lead);
  const [asksRerun, setAsksRerun] = useState(false);
  const rerun = useRef<HTMLButtonElement>(null);
  const isRunning = lead.phoneStatus === 'queued' || lead.phoneStatus === 'asking';
  const disabled = lead.doNotContact || lead.suppressed;
  return (
    <>
      <Group justify="space-between" mb={4}>
        <h3 className={classes['sectionHead']}>Phone</h3>
        <Group gap={4}>
          {isRunning ? (
            <CancelButtons isCancelling={isCancelling} onCancel={cancel} />
          ) : hasResult ? (
            <Button
              ref={rerun}
              size="compact-xs"
              variant="default"
              disabled={disabled}
              aria-expanded={asksRerun}
              onClick={() => setAsksRerun(true)}
            >
              Re-run
            </Button>
          ) : (
            <Button size="compact-xs" disabled={disabled} onClick={() => find(false)}>
              {isRetry ? 'Retry' : 'Find phone number'}
            </Button>
          )}
        </Group>
      </Group>
      {asksRerun && !isRunning ? (
        <RerunQuestion
          lead={lead}
          onConfirm={() => {
            setAsksRerun(false);
            find(true);
          }}
          onClose={() => {
            setAsksRerun(false);
            rerun.current?.focus();
          }}
        />
      ) : null}
    </>
  );
};

type PhoneSectionProps = {
  lead: Lead;
  /** Null while only the row of the lead is known. */
  lookup: PhoneLookup | null;
  save: SaveField;
};

/** A lead's phone number: its editor, lookup buttons, source and lookup timeline. */
export const PhoneSection = ({ lead, lookup, save }: PhoneSectionProps) => {
  const { data: meta } = useMeta();
  const providerName = useProviderName();
  const mode = meta?.mode ?? 'sandbox';
  const cell = phoneCell(lead, mode, providerName);
  const offered = lookup === null ? null : offeredNumber(lead, lookup, mode);
  const source = cell.source === null ? null : foundWords(lead.phoneProvider, cell.source);
  const status = [source, cell.words, cell.more].filter(Boolean).join(' · ');
  const isKnown = cell.number !== null && !cell.isTestData;
  const isRetry = cell.action === 'retry';

  return (
    <section className={classes['section']} aria-label="Phone">
      <LookupHead
        lead={lead}
        hasResult={isKnown || lead.phoneStatus === 'no_data' || (isRetry && lookup !== null && needsRerun(lookup))}
        isRetry={isRetry}
      />
      <EditableField
        label="Number"
        type="tel"
        // As people write it. A copy has the plain number.
        value={lead.phoneFormatted ?? lead.phoneNumber}
        version={lead.version}
        onSave={(value, seenVersion) => save('phoneNumber', value, seenVersion)}
      />
      {status === '' ? null : (
        <Text size="xs" c={cell.tone === 'bad' ? 'red' : 'dimmed'} mb={6} role="status">
          {status}
        </Text>
      )}
      {offered === null ? null : (
        <Group gap={6} mb={8} role="note" aria-label="Another number">
          <Text size="xs">
            {providerName(offered.provider)} found <b>{offered.number}</b>
          </Text>
          <Anchor
            component="button"
            type="button"
            size="xs"
            onClick={() => void saveOrTell(save, 'phoneNumber', offered.number, lead.version)}
          >
            Use this number
          </Anchor>
        </Group>
      )}
      <FurtherPhones
        phones={lead.phones}
        providerName={providerName}
        onUse={(number) => void saveOrTell(save, 'phoneNumber', number, lead.version)}
      />
      {lookup === null ? (
        <Text size="xs" c="dimmed">
          Loading the calls…
        </Text>
      ) : (
        <PhoneTimeline lookup={lookup} currency={meta?.currency ?? 'EUR'} providerName={providerName} />
      )}
    </section>
  );
};
