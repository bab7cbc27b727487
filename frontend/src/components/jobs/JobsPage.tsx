import { Container, Group, ScrollArea, Select, Switch, Text, Title } from '@mantine/core';
import { jobKinds } from '@tinygenesy/contract';
import { jobKindWords } from '../../words/job.ts';
import { useBrowserNotice } from './dock/browserNotice.ts';
import { JobsTable } from './page/JobsTable.tsx';
import { stateGroups, useJobFilter } from './page/useJobFilter.ts';

/** Switches notifications of the browser on and off. Absent where the browser offers none. */
const NoticeSwitch = () => {
  const { isOffered, isSwitchedOn, problem, turn } = useBrowserNotice();
  if (!isOffered) return null;
  return (
    <div>
      <Switch
        size="sm"
        label="Notify me in the browser when a job ends"
        checked={isSwitchedOn}
        onChange={(event) => void turn(event.currentTarget.checked)}
      />
      {problem === null ? null : (
        <Text size="xs" c="var(--bad-text)" role="alert">
          {problem}
        </Text>
      )}
    </div>
  );
};

/** Screen of all jobs. */
export const JobsPage = () => {
  const { filter, kind, setKind, state, setState } = useJobFilter();
  return (
    <ScrollArea flex={1}>
      <Container size="lg" py="md">
        <Group justify="space-between" mb="sm" gap="xs">
          <Title order={1} size="h4">
            Jobs
          </Title>
          <NoticeSwitch />
        </Group>
        <Group gap="xs" mb="xs" wrap="nowrap">
          <Select
            size="xs"
            flex="0 1 180px"
            clearable
            aria-label="Filter by kind"
            placeholder="All kinds"
            data={jobKinds.map((value) => ({ value, label: jobKindWords(value) }))}
            value={kind}
            onChange={setKind}
          />
          <Select
            size="xs"
            flex="0 1 160px"
            clearable
            aria-label="Filter by state"
            placeholder="All states"
            data={stateGroups.map(({ value, label }) => ({ value, label }))}
            value={state}
            onChange={setState}
          />
        </Group>
        <JobsTable filter={filter} />
      </Container>
    </ScrollArea>
  );
};
