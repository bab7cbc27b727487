import { ActionIcon, Anchor, Badge, CloseButton, Group, Text, Title, Tooltip } from '@mantine/core';
import { IconChevronLeft, IconChevronRight } from '@tabler/icons-react';
import type { Lead, LeadWithLookup } from '@tinygenesy/contract';
import type { Ref } from 'react';
import { Link } from 'react-router';
import { suppressedByWords } from '../../../words/suppression.ts';
import { leadName } from '../leadName.ts';
import type { LeadNeighbors } from '../state/leadNeighbors.ts';
import { LeadActions } from './LeadActions.tsx';
import classes from './LeadPanel.module.css';

const count = new Intl.NumberFormat();

type StepButtonsProps = { neighbors: LeadNeighbors; onShowInList: (() => void) | null };

const StepButtons = ({ neighbors: { position, count: of, previous, next }, onShowInList }: StepButtonsProps) => (
  <Group gap={2} wrap="nowrap" flex={1}>
    <Tooltip label="Previous lead (↑ in the table)">
      <ActionIcon
        variant="subtle"
        color="gray"
        aria-label="Previous lead"
        disabled={previous === null}
        onClick={() => previous?.()}
      >
        <IconChevronLeft size={16} />
      </ActionIcon>
    </Tooltip>
    <Tooltip label="Next lead (↓ in the table)">
      <ActionIcon
        variant="subtle"
        color="gray"
        aria-label="Next lead"
        disabled={next === null}
        onClick={() => next?.()}
      >
        <IconChevronRight size={16} />
      </ActionIcon>
    </Tooltip>
    {position === null ? null : (
      <Text size="xs" c="dimmed" pl={4}>
        {count.format(position)} of {count.format(of)}
      </Text>
    )}
    {onShowInList === null ? null : (
      <Text size="xs" c="dimmed" pl={4}>
        Not in this list ·{' '}
        <Anchor component="button" type="button" size="xs" onClick={onShowInList}>
          Show it
        </Anchor>
      </Text>
    )}
  </Group>
);

const Warnings = ({ lead, suppressedBy }: { lead: Lead; suppressedBy: LeadWithLookup['suppressedBy'] | null }) => (
  <Group gap={6}>
    {lead.doNotContact ? (
      <Badge color="red" variant="light" tt="none">
        Do not contact
      </Badge>
    ) : null}
    {lead.suppressed ? (
      <Tooltip
        disabled={suppressedBy === null}
        label={`On the suppression list, by ${suppressedByWords(suppressedBy ?? [])}`}
      >
        <Badge component={Link} to="/suppression" color="red" variant="light" tt="none">
          On the suppression list
        </Badge>
      </Tooltip>
    ) : null}
  </Group>
);

type PanelHeadProps = {
  leadId: number;
  /** Undefined while nothing is known of the lead. */
  lead: Lead | undefined;
  /** Null while only the row of the lead is known. */
  suppressedBy: LeadWithLookup['suppressedBy'] | null;
  neighbors: LeadNeighbors;
  /** Null: the lead is in the list. */
  onShowInList: (() => void) | null;
  heading: Ref<HTMLHeadingElement>;
  onClose: () => void;
  onDelete: () => void;
};

/** Head of the panel: the place in the list, the name, and what can be done with the lead. */
export const PanelHead = (props: PanelHeadProps) => {
  const { leadId, lead, suppressedBy, neighbors, onShowInList, heading, onClose, onDelete } = props;
  const about = [lead?.jobTitle, lead?.companyName].filter(Boolean).join(' · ');
  return (
    <div className={classes['head']}>
      <Group gap={4} wrap="nowrap">
        <StepButtons neighbors={neighbors} onShowInList={onShowInList} />
        <CloseButton aria-label="Close lead" onClick={onClose} />
      </Group>
      <Title order={2} size="h4" ref={heading} tabIndex={-1} data-layer-title dir="auto">
        {lead === undefined ? `Lead ${leadId}` : leadName(lead)}
      </Title>
      {about === '' ? null : (
        <Text size="sm" c="dimmed" dir="auto">
          {about}
        </Text>
      )}
      {lead === undefined ? null : (
        <>
          <Warnings lead={lead} suppressedBy={suppressedBy} />
          <LeadActions lead={lead} onDelete={onDelete} />
        </>
      )}
    </div>
  );
};
