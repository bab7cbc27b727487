import { Anchor, Stack } from '@mantine/core';
import type { Job } from '@tinygenesy/contract';
import { useId, useState } from 'react';
import { JobPace } from './JobPace.tsx';
import { JobWaterfall } from './JobWaterfall.tsx';

/** The results of a phone lookup by provider and over its time, which load when they are opened. */
export const JobResults = ({ job, currency, isOpened }: { job: Job; currency: string; isOpened: boolean }) => {
  const [isOpen, setOpen] = useState(isOpened);
  const id = useId();
  return (
    <div>
      <Anchor
        component="button"
        type="button"
        size="xs"
        aria-expanded={isOpen}
        aria-controls={isOpen ? id : undefined}
        onClick={() => setOpen(!isOpen)}
      >
        Results by provider <span aria-hidden>{isOpen ? '▴' : '▾'}</span>
      </Anchor>
      {isOpen ? (
        <Stack gap="xs" pt={4} id={id}>
          <JobWaterfall job={job} currency={currency} />
          <JobPace job={job} />
        </Stack>
      ) : null}
    </div>
  );
};
