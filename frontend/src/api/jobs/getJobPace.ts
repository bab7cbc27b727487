import { type Job, jobPaceSchema } from '@tinygenesy/contract';
import { useQuery } from '@tanstack/react-query';
import { finalJobStates } from '@tinygenesy/contract';
import { request } from '../http.ts';

const refreshMs = 10_000;

/** The leads of a phone lookup that were done over its time. Ended jobs are read once. */
export const useJobPace = ({ id, state }: Pick<Job, 'id' | 'state'>) => {
  const isEnded = finalJobStates.includes(state);
  return useQuery({
    queryKey: ['jobs', 'pace', id, isEnded],
    queryFn: ({ signal }) => request(`/jobs/${id}/pace`, { schema: jobPaceSchema, signal }),
    refetchInterval: isEnded ? false : refreshMs,
    staleTime: isEnded ? Infinity : refreshMs,
  });
};
