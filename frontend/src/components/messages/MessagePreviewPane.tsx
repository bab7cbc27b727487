import { ActionIcon, Group, SegmentedControl, Text } from '@mantine/core';
import { IconChevronLeft, IconChevronRight } from '@tabler/icons-react';
import type { Lead, MessagePreview } from '@tinygenesy/contract';
import { useLead } from '../../api/leads/getLead.ts';
import { count } from '../../words/numbers.ts';
import { leadName } from '../leads/leadName.ts';
import { MessageActions } from './MessageActions.tsx';
import classes from './Messages.module.css';
import type { TemplateChecks } from './useTemplateChecks.ts';

const LeadName = ({ lead, leadId }: { lead: Lead | undefined; leadId: number }) => (
  <Text size="sm" fw={600} truncate>
    {lead === undefined ? `Lead ${leadId}` : leadName(lead)}
    <Text span size="sm" c="dimmed">
      {[lead?.jobTitle, lead?.companyName]
        .filter((part) => part != null)
        .map((part) => ` · ${part}`)
        .join('')}
    </Text>
  </Text>
);

/** Chooses the lead of the preview. */
const PreviewControls = ({ checks }: { checks: TemplateChecks }) => {
  const { leadIds, index, setIndex, order, setOrder } = checks;
  return (
    <Group justify="space-between" gap="xs">
      <SegmentedControl
        size="xs"
        aria-label="Order of the leads"
        data={[
          { value: 'newest', label: 'Newest first' },
          { value: 'worst', label: 'Most incomplete first' },
        ]}
        value={order}
        onChange={(value) => setOrder(value === 'worst' ? 'worst' : 'newest')}
      />
      <Group gap={4} wrap="nowrap">
        <ActionIcon
          variant="default"
          aria-label="Previous lead"
          disabled={index <= 0}
          onClick={() => setIndex(index - 1)}
        >
          <IconChevronLeft size={16} />
        </ActionIcon>
        <Text size="xs" c="dimmed" className="tnum">
          {leadIds.length === 0 ? 'No leads' : `${index + 1} of ${leadIds.length}`}
        </Text>
        <ActionIcon
          variant="default"
          aria-label="Next lead"
          disabled={index >= leadIds.length - 1}
          onClick={() => setIndex(index + 1)}
        >
          <IconChevronRight size={16} />
        </ActionIcon>
      </Group>
    </Group>
  );
};

type PreviewedMessageProps = {
  preview: MessagePreview['messages'][number];
  labelOf: (field: string) => string;
  lead: Lead | undefined;
};

/** Message with the lead's values marked, errors, length, and what can be done with it. */
const PreviewedMessage = ({ preview, labelOf, lead }: PreviewedMessageProps) => (
  <>
    <div className={classes['message']} role="document" aria-label="Message" dir="auto">
      {preview.segments.map((segment, place) => (
        <span
          key={place}
          className={classes['segment']}
          data-kind={segment.kind}
          title={
            (segment.kind === 'value' || segment.kind === 'fallback') && segment.field !== null
              ? labelOf(segment.field)
              : undefined
          }
        >
          {segment.text}
        </span>
      ))}
    </div>
    <Group justify="space-between" wrap="nowrap" align="start">
      <div role="status" aria-label="Message errors">
        {preview.errors.map((error) => (
          <Text key={error} size="sm" c="var(--bad-text)">
            {error}
          </Text>
        ))}
      </div>
      {preview.message === null ? null : (
        <Text size="xs" c="dimmed" className="tnum" style={{ flex: 'none' }}>
          {count(preview.message.length)} characters for this lead
        </Text>
      )}
    </Group>
    {preview.message === null || lead === undefined ? null : <MessageActions lead={lead} message={preview.message} />}
  </>
);

/** What stands in the place of a message while there is none. */
const NoMessage = ({ children }: { children: string }) => (
  <div className={classes['message']}>
    <Text size="sm" c="dimmed">
      {children}
    </Text>
  </div>
);

type LeadPreviewProps = {
  leadId: number;
  /** Undefined while it loads. */
  preview: MessagePreview['messages'][number] | undefined;
  labelOf: (field: string) => string;
};

const LeadPreview = ({ leadId, preview, labelOf }: LeadPreviewProps) => {
  const { data: lead } = useLead(leadId);
  return (
    <>
      <LeadName lead={lead} leadId={leadId} />
      {preview === undefined ? (
        <NoMessage>Loading the message…</NoMessage>
      ) : (
        <PreviewedMessage preview={preview} labelOf={labelOf} lead={preview.leadId === leadId ? lead : undefined} />
      )}
    </>
  );
};

type MessagePreviewPaneProps = { checks: TemplateChecks; labelOf: (field: string) => string };

/** The message for one lead, with the lead's values and missing values marked. */
export const MessagePreviewPane = ({ checks, labelOf }: MessagePreviewPaneProps) => {
  const { preview, leadIds, index, order } = checks;
  const leadId = leadIds[index];
  const message = preview?.messages.find((one) => one.leadId === leadId) ?? preview?.messages[0];
  return (
    <section className={classes['preview']} aria-label="Preview">
      <PreviewControls checks={checks} />
      {leadId === undefined ? (
        <NoMessage>
          {order === 'worst'
            ? 'No lead that gets a message has missing values.'
            : 'Write a template to preview its messages here.'}
        </NoMessage>
      ) : (
        <LeadPreview leadId={leadId} preview={message} labelOf={labelOf} />
      )}
    </section>
  );
};
