import { jobKindSchema, type JobKind, jobStateSchema, type JobState } from '@tinygenesy/contract';
import { useMemo } from 'react';
import type { JobFilter } from '../../../api/jobs/getJobs.ts';
import { useParam } from '../../../app/useParam.ts';

/** Groups of states that people look for. */
export const stateGroups: readonly { value: string; label: string; states: readonly JobState[] }[] = [
  {
    value: 'unfinished',
    label: 'Not finished',
    states: ['preparing', 'queued', 'running', 'paused', 'on_hold', 'cancelling'],
  },
  { value: 'stopped', label: 'Paused or on hold', states: ['paused', 'on_hold'] },
  { value: 'completed', label: 'Done', states: ['completed'] },
  { value: 'cancelled', label: 'Cancelled', states: ['cancelled'] },
  { value: 'failed', label: 'Failed', states: ['failed'] },
];

const readStates = (text: string | null): readonly JobState[] | undefined => {
  const group = stateGroups.find(({ value }) => value === text);
  if (group !== undefined) return group.states;
  const state = jobStateSchema.safeParse(text);
  return state.success ? [state.data] : undefined;
};

/** The filter of the jobs page. The address stores it; values that are not known are ignored. */
export const useJobFilter = () => {
  const [kindText, setKind] = useParam('kind');
  const [state, setState] = useParam('state');
  const parsed = jobKindSchema.safeParse(kindText);
  const kind: JobKind | null = parsed.success ? parsed.data : null;
  const filter = useMemo((): JobFilter => {
    const states = readStates(state);
    return { ...(kind === null ? {} : { kind: [kind] }), ...(states === undefined ? {} : { state: states }) };
  }, [kind, state]);
  return { filter, kind, setKind, state, setState };
};
