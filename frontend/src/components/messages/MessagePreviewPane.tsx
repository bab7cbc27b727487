import { ActionIcon, Group, SegmentedControl, Stack, Text } from '@mantine/core';
import { IconChevronLeft, IconChevronRight } from '@tabler/icons-react';
import type { MessagePreview } from '@tinygenesy/contract';
import { useLead } from '../../api/leads/getLead.ts';
import { count } from '../../words/numbers.ts';
import { leadName } from '../leads/leadName.ts';
import classes from './Messages.module.css';

export type PreviewOrder = 'newest' | 'worst';

const LeadName = ({ leadId }: { leadId: number }) => {
  const { data } = useLead(leadId);
  return (
    <Text size="sm" fw={600} truncate>
      {data === undefined ? `Lead ${leadId}` : leadName(data)}
      <Text span size="sm" c="dimmed">
        {[data?.jobTitle, data?.companyName]
          .filter((part) => part != null)
          .map((part) => ` · ${part}`)
          .join('')}
      </Text>
    </Text>
  );
};

type PreviewControlsProps = {
  /** How many leads can be shown. */
  leads: number;
  index: number;
  onIndex: (index: number) => void;
  order: PreviewOrder;
  onOrder: (order: PreviewOrder) => void;
};

/** Chooses the lead of the preview. */
const PreviewControls = ({ leads, index, onIndex, order, onOrder }: PreviewControlsProps) => (
  <Group justify="space-between" wrap="nowrap">
    <SegmentedControl
      size="xs"
      aria-label="Which leads are shown"
      data={[
        { value: 'newest', label: 'Newest first' },
        { value: 'worst', label: 'Worst first' },
      ]}
      value={order}
      onChange={(value) => onOrder(value === 'worst' ? 'worst' : 'newest')}
    />
    <Group gap={4} wrap="nowrap">
      <ActionIcon variant="default" aria-label="Previous lead" disabled={index <= 0} onClick={() => onIndex(index - 1)}>
        <IconChevronLeft size={16} />
      </ActionIcon>
      <Text size="xs" c="dimmed" className="tnum">
        {leads === 0 ? 'no lead' : `${index + 1} of ${leads}`}
      </Text>
      <ActionIcon
        variant="default"
        aria-label="Next lead"
        disabled={index >= leads - 1}
        onClick={() => onIndex(index + 1)}
      >
        <IconChevronRight size={16} />
      </ActionIcon>
    </Group>
  </Group>
);

/** Message for one lead with its lead's values marked, errors and length. */
const PreviewedMessage = ({ preview }: { preview: MessagePreview['messages'][number] }) => (
  <>
    <div className={classes['message']} role="document" aria-label="Message">
      {preview.segments.map((segment, place) => (
        <span
          key={place}
          className={classes['segment']}
          data-kind={segment.kind}
          title={segment.kind === 'value' || segment.kind === 'fallback' ? (segment.field ?? undefined) : undefined}
        >
          {segment.text}
        </span>
      ))}
    </div>
    <Group justify="space-between" wrap="nowrap" align="start">
      <div role="status" aria-label="Why there is no message">
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
  </>
);

type MessagePreviewPaneProps = Omit<PreviewControlsProps, 'leads'> & {
  preview: MessagePreview | undefined;
  leadIds: readonly number[];
};

/** The message as one lead would read it, what comes from the lead marked, gaps and all. */
export const MessagePreviewPane = ({ preview, leadIds, index, onIndex, order, onOrder }: MessagePreviewPaneProps) => {
  const leadId = leadIds[index];
  const message = preview?.messages.find((one) => one.leadId === leadId) ?? preview?.messages[0];
  return (
    <Stack gap={8} component="section" aria-label="Preview">
      <PreviewControls leads={leadIds.length} index={index} onIndex={onIndex} order={order} onOrder={onOrder} />
      {leadId === undefined ? (
        <Text size="sm" c="dimmed">
          {order === 'worst'
            ? 'None of the leads that get a message lacks a field of the template.'
            : 'Write something, and it shows here as a lead will read it.'}
        </Text>
      ) : (
        <LeadName leadId={leadId} />
      )}
      {message === undefined || leadId === undefined ? null : <PreviewedMessage preview={message} />}
    </Stack>
  );
};
