import { Badge, CloseButton, Text, Title, Tooltip } from '@mantine/core';
import type { LeadWithLookup } from '@tinygenesy/contract';
import { useEffect, useRef } from 'react';
import { Link } from 'react-router';
import { ApiProblem } from '../../../api/ApiProblem.ts';
import { useLead } from '../../../api/leads/getLead.ts';
import { useProviderName } from '../../../api/providers/getProviders.ts';
import { tellProblem } from '../../../app/notify.ts';
import { suppressedByWords } from '../../../words/suppression.ts';
import { useLayer } from '../../shell/layers.ts';
import { Loaded } from '../../shell/Loaded.tsx';
import { leadName } from '../leadName.ts';
import { EmailSection } from './EmailSection.tsx';
import { FieldsSection } from './FieldsSection.tsx';
import { LeadHistory } from './LeadHistory.tsx';
import classes from './LeadPanel.module.css';
import { MessageSection } from './MessageSection.tsx';
import { PhoneSection } from './PhoneSection.tsx';
import { useSaveField } from './useSaveField.ts';

const LeadDetails = ({ lead }: { lead: LeadWithLookup }) => {
  const save = useSaveField(lead);
  const changeEmail = async (email: string): Promise<boolean> => {
    const error = await save('email', email, lead.version);
    if (error !== null) tellProblem('Couldn’t change the email', error);
    return error === null;
  };
  const providerName = useProviderName();
  return (
    <div className={classes['body']}>
      <PhoneSection lead={lead} save={save} />
      <EmailSection lead={lead} onUse={changeEmail} />
      <MessageSection lead={lead} onSave={(value, seenVersion) => save('message', value, seenVersion)} />
      <FieldsSection lead={lead} save={save} />
      <section className={classes['section']} aria-label="History">
        <div className={classes['sectionHead']}>History</div>
        <LeadHistory leadId={lead.id} providerName={providerName} />
      </section>
    </div>
  );
};

type LeadPanelProps = {
  leadId: number;
  /** A change moves the focus to the panel. The table's keys show another lead without a change. */
  focusRequests: number;
  onClose: () => void;
};

/** One lead, over the right side of the table: phone, email, message, fields and history. */
export const LeadPanel = ({ leadId, focusRequests, onClose }: LeadPanelProps) => {
  const lead = useLead(leadId);
  const panel = useRef<HTMLElement>(null);
  const heading = useRef<HTMLHeadingElement>(null);
  useLayer(() => panel.current, 'panel', onClose);
  useEffect(() => {
    heading.current?.focus({ preventScroll: true });
  }, [focusRequests]);
  const isDeleted = lead.error instanceof ApiProblem && lead.error.status === 404;
  return (
    <aside ref={panel} className={classes['panel']} aria-label="Lead">
      <div className={classes['head']}>
        <div style={{ flex: 1, minWidth: 0 }}>
          <Title order={2} size="h5" ref={heading} tabIndex={-1} data-layer-title>
            {lead.data === undefined ? `Lead ${leadId}` : leadName(lead.data)}
          </Title>
          <Text size="xs" c="dimmed">
            {[lead.data?.jobTitle, lead.data?.companyName].filter(Boolean).join(' · ')}
          </Text>
        </div>
        {lead.data?.doNotContact === true ? (
          <Badge color="red" variant="light" tt="none">
            Do not contact
          </Badge>
        ) : null}
        {lead.data?.suppressed === true ? (
          <Tooltip label={`On the suppression list, by ${suppressedByWords(lead.data.suppressedBy)}`}>
            <Badge component={Link} to="/suppression" color="red" variant="light" tt="none">
              On the suppression list
            </Badge>
          </Tooltip>
        ) : null}
        <CloseButton aria-label="Close lead" onClick={onClose} />
      </div>
      {isDeleted ? (
        <Text p="md" size="sm">
          This lead does not exist. It may have been deleted. A deletion can be undone for 24 hours.
        </Text>
      ) : (
        <Loaded query={lead} loading="Loading the lead…" failed="Couldn’t load the lead">
          {(data) => <LeadDetails key={leadId} lead={data} />}
        </Loaded>
      )}
    </aside>
  );
};
