import { Text } from '@mantine/core';
import type { Lead, LeadWithLookup } from '@tinygenesy/contract';
import { useEffect, useRef } from 'react';
import { ApiProblem } from '../../../api/ApiProblem.ts';
import { useLead } from '../../../api/leads/getLead.ts';
import { useProviderName } from '../../../api/providers/getProviders.ts';
import { ErrorNote } from '../../shell/ErrorNote.tsx';
import { useLayer } from '../../shell/layers.ts';
import { Loaded } from '../../shell/Loaded.tsx';
import type { LeadNeighbors } from '../state/leadNeighbors.ts';
import { EmailSection } from './EmailSection.tsx';
import { FieldsSection } from './FieldsSection.tsx';
import { LeadHistory } from './LeadHistory.tsx';
import classes from './LeadPanel.module.css';
import { MessageSection } from './MessageSection.tsx';
import { PanelHandle, usePanelWidth } from './PanelHandle.tsx';
import { PanelHead } from './PanelHead.tsx';
import { PhoneSection } from './PhoneSection.tsx';
import { useSaveField } from './useSaveField.ts';

type LeadDetailsProps = {
  lead: Lead;
  /** Null while only the row of the lead is known. */
  lookup: LeadWithLookup['phoneLookup'] | null;
};

const LeadDetails = ({ lead, lookup }: LeadDetailsProps) => {
  const save = useSaveField(lead);
  const providerName = useProviderName();
  return (
    <>
      <PhoneSection lead={lead} lookup={lookup} save={save} />
      <EmailSection lead={lead} save={save} />
      <MessageSection lead={lead} onSave={(value, seenVersion) => save('message', value, seenVersion)} />
      <FieldsSection lead={lead} save={save} />
      <section className={classes['section']} aria-label="History">
        <h3 className={classes['sectionHead']}>History</h3>
        <LeadHistory leadId={lead.id} providerName={providerName} />
      </section>
    </>
  );
};

type LeadPanelProps = {
  leadId: number;
  /** The lead as the list knows it, shown until the whole lead is there. */
  row: Lead | undefined;
  neighbors: LeadNeighbors;
  /** Shows the lead in the table, which its filter excludes; null: it is in the list. */
  onShowInList: (() => void) | null;
  /** A change moves the focus to the panel. The table's keys show another lead without a change. */
  focusRequests: number;
  onClose: () => void;
  onDelete: () => void;
};

/** One lead, beside the table: actions, phone, email, message, fields and history. */
export const LeadPanel = (props: LeadPanelProps) => {
  const { leadId, row, neighbors, onShowInList, focusRequests, onClose, onDelete } = props;
  const query = useLead(leadId);
  const width = usePanelWidth();
  const panel = useRef<HTMLElement>(null);
  const heading = useRef<HTMLHeadingElement>(null);
  useLayer(() => panel.current, 'panel', onClose);
  useEffect(() => {
    heading.current?.focus({ preventScroll: true });
  }, [focusRequests]);
  const isDeleted = query.error instanceof ApiProblem && query.error.status === 404;
  const lead = isDeleted ? undefined : (query.data ?? row);
  return (
    <aside ref={panel} className={classes['panel']} aria-label="Lead">
      <PanelHandle width={width} />
      <PanelHead
        leadId={leadId}
        lead={lead}
        suppressedBy={query.data?.suppressedBy ?? null}
        neighbors={neighbors}
        onShowInList={isDeleted ? null : onShowInList}
        heading={heading}
        onClose={onClose}
        onDelete={onDelete}
      />
      {isDeleted ? (
        <Text p="md" size="sm">
          This lead does not exist. It may have been deleted. A deletion can be undone for 24 hours.
        </Text>
      ) : lead === undefined ? (
        <Loaded query={query} loading="Loading the lead…" failed="Couldn’t load the lead">
          {() => null}
        </Loaded>
      ) : (
        <div className={classes['body']}>
          {query.data === undefined && query.error !== null ? (
            <ErrorNote
              what="Couldn’t load the calls of this lead"
              error={query.error}
              onRetry={() => void query.refetch()}
            />
          ) : null}
          <LeadDetails key={leadId} lead={lead} lookup={query.data?.phoneLookup ?? null} />
        </div>
      )}
    </aside>
  );
};
