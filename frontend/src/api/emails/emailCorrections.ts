import {
  correctedEmailsSchema,
  type EmailCorrection,
  maxCorrections,
  type Reason,
  type SuggestedCorrections,
  suggestedCorrectionsSchema,
} from '@tinygenesy/contract';
import { type QueryClient, queryOptions, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { queryString, request } from '../http.ts';

export type CorrectionsResult = {
  corrected: EmailCorrection[];
  refused: { leadId: number; reason: Reason }[];
};

export const allCorrectionsKey = ['email-corrections'] as const;
const correctionsKey = (jobId: number) => [...allCorrectionsKey, jobId] as const;

const getCorrections = (jobId: number, after?: number, signal?: AbortSignal): Promise<SuggestedCorrections> =>
  request(`/jobs/${jobId}/email-corrections${queryString({ after })}`, { schema: suggestedCorrectionsSchema, signal });

const correctionsOptions = (jobId: number) =>
  queryOptions({
    queryKey: correctionsKey(jobId),
    queryFn: ({ signal }) => getCorrections(jobId, undefined, signal),
    staleTime: 0,
  });
/** Whether a loaded list of corrections names one of the leads. */
export const isCorrectionOf = (client: QueryClient, leadIds: ReadonlySet<number>): boolean =>
  client
    .getQueriesData<SuggestedCorrections>({ queryKey: allCorrectionsKey })
    .some(([, data]) => data?.corrections.some(({ leadId }) => leadIds.has(leadId)));

/** Corrections that a verification job suggests now. @param isEnabled whether it is a verification that has ended */
export const useCorrections = (jobId: number, isEnabled: boolean) =>
  useQuery({ ...correctionsOptions(jobId), enabled: isEnabled });

const correct = (corrections: readonly EmailCorrection[]): Promise<CorrectionsResult> =>
  request('/leads/email-corrections', { method: 'POST', body: { corrections }, schema: correctedEmailsSchema });

const add = (result: CorrectionsResult, more: CorrectionsResult): void => {
  result.corrected.push(...more.corrected);
  result.refused.push(...more.refused);
};

/** Takes all suggested corrections of a job, in batches. */
const takeCorrections = async (jobId: number): Promise<CorrectionsResult> => {
  const result: CorrectionsResult = { corrected: [], refused: [] };
  for (let after: number | undefined; ;) {
    const { corrections } = await getCorrections(jobId, after);
    const last = corrections.at(-1);
    if (last === undefined) return result;
    add(result, await correct(corrections));
    after = last.leadId;
  }
};

/** Returns the earlier emails to their leads, in batches. */
const undoCorrections = async (corrected: readonly EmailCorrection[]): Promise<CorrectionsResult> => {
  const result: CorrectionsResult = { corrected: [], refused: [] };
  for (let at = 0; at < corrected.length; at += maxCorrections) {
    const batch = corrected.slice(at, at + maxCorrections);
    add(result, await correct(batch.map(({ leadId, from, to }) => ({ leadId, from: to, to: from }))));
  }
  return result;
};

const useCorrecting = <Input>(jobId: number, run: (input: Input) => Promise<CorrectionsResult>) => {
  const client = useQueryClient();
  return useMutation({
    mutationFn: run,
    onSettled: () => client.invalidateQueries({ queryKey: correctionsKey(jobId) }),
  });
};
export const useTakeCorrections = (jobId: number) => useCorrecting(jobId, () => takeCorrections(jobId));
export const useUndoCorrections = (jobId: number) => useCorrecting(jobId, undoCorrections);
