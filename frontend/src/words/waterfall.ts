import { type LookupEstimate, trustedAnswers, type WaterfallStep } from '@tinygenesy/contract';
import { count, leadsWord, percent } from './numbers.ts';
import { durationWords } from './time.ts';

/** The expected match rate of a provider, and what the expectation is based on. */
export const matchRateWords = (step: Pick<WaterfallStep, 'answers' | 'matchRate' | 'meanLatencyMs'>) => {
  const { answers, matchRate, meanLatencyMs } = step;
  if (answers === 0) return { rate: 'Not measured yet', basis: `${percent(matchRate)} assumed` };
  const from = `${answers < trustedAnswers ? 'only ' : ''}${count(answers)} ${answers === 1 ? 'answer' : 'answers'}`;
  const speed = meanLatencyMs === null ? '' : ` · ${durationWords(meanLatencyMs)} a call`;
  return { rate: percent(matchRate), basis: `from ${from}${speed}` };
};

/**
 * Whether a job is expected to reach its spending limit. Null: it can't, or there is nothing to spend.
 * @param limitMicros null: no limit
 */
export const limitWords = (
  { cost, leads }: Pick<LookupEstimate, 'cost' | 'leads'>,
  limitMicros: number | null,
): { text: string; isExpected: boolean } | null => {
  if (limitMicros === null || limitMicros >= cost.mostMicros) return null;
  const then = 'The job then goes on hold until you raise the limit.';
  if (limitMicros >= cost.expectedMicros) {
    return { text: `The job may reach this limit before all leads are looked up. ${then}`, isExpected: false };
  }
  const reached = Math.floor((leads * limitMicros) / cost.expectedMicros);
  return {
    text: `This limit is below the expected cost: it is reached after about ${count(reached)} of ${leadsWord(leads)}. ${then}`,
    isExpected: true,
  };
};
