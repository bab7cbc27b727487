import { ColorSwatch, getThemeColor, Group, Progress, Stack, Text, Tooltip, useMantineTheme } from '@mantine/core';
import type { Job } from '@tinygenesy/contract';
import { isStopped, jobSegments } from '../../words/job.ts';
import { count } from '../../words/numbers.ts';
import classes from './Stopped.module.css';

/** The results of a job as a bar with a legend. Screen readers skip the bar, because the legend has its numbers. */
export const JobBar = ({ job }: { job: Job }) => {
  const theme = useMantineTheme();
  const segments = jobSegments(job);
  return (
    <Stack gap={6}>
      <Progress.Root size={10} aria-hidden className={isStopped(job) ? classes['hatched'] : undefined}>
        {segments.map(({ key, label, share, color, count: leads }) => (
          <Tooltip key={key} label={`${count(leads)} ${label}`}>
            <Progress.Section value={share * 100} color={color} />
          </Tooltip>
        ))}
      </Progress.Root>
      <Group gap="4px 12px">
        {segments.map(({ key, label, color, count: leads }) => (
          <Group key={key} gap={5} wrap="nowrap">
            <ColorSwatch size={9} color={getThemeColor(color, theme)} withShadow={false} />
            <Text size="xs" className="tnum">
              {count(leads)} {label}
            </Text>
          </Group>
        ))}
      </Group>
    </Stack>
  );
};
