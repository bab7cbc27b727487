import { ActionIcon, Group, SegmentedControl, Stack, Text } from '@mantine/core';
import { IconChevronLeft, IconChevronRight } from '@tabler/icons-react';
import type { MessagePreview } from '@tinygenesy/contract';
import { useLead } from '../../api/leads/getLead.ts';
import { count } from '../../words/numbers.ts';
import { leadName } from '../leads/leadName.ts';
import classes from './Messages.module.css';
import type { TemplateChecks } from './useTemplateChecks.ts';

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

/** Message with the lead's values marked, errors and length. */
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
  </>
);

/** The message for one lead, with the lead's values and missing values marked. */
export const MessagePreviewPane = ({ checks }: { checks: TemplateChecks }) => {
  const { preview, leadIds, index, order } = checks;
  const leadId = leadIds[index];
  const message = preview?.messages.find((one) => one.leadId === leadId) ?? preview?.messages[0];
  return (
    <Stack gap={8} component="section" aria-label="Preview">
      <PreviewControls checks={checks} />
      {leadId === undefined ? (
        <Text size="sm" c="dimmed">
          {order === 'worst'
            ? 'No lead that gets a message has missing values.'
            : 'Write a template to preview its messages here.'}
        </Text>
      ) : (
        <LeadName leadId={leadId} />
      )}
      {message === undefined || leadId === undefined ? null : <PreviewedMessage preview={message} />}
    </Stack>
  );
};
