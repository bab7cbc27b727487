import type { Job, RetriedItems } from '@tinygenesy/contract';
import { useRetryEstimate } from '../../api/jobs/estimateRetry.ts';
import { jobCancelled, jobFailed } from '../../words/job.ts';
import { leadsWord } from '../../words/numbers.ts';
import { PriceQuestion } from '../shell/PriceQuestion.tsx';

type RetryQuestionProps = { job: Job; items: RetriedItems; onConfirm: () => void; onClose: () => void };

/** Shows the maximum cost before a job is retried or continued. */
export const RetryQuestion = ({ job, items, ...actions }: RetryQuestionProps) => {
  const estimate = useRetryEstimate(job.id, items);
  const leads = leadsWord(estimate.data?.leads ?? (items === 'cancelled' ? jobCancelled(job) : jobFailed(job)));
  const action = items === 'cancelled' ? `Continue with ${leads}` : `Retry ${leads}`;
  return <PriceQuestion action={action} estimate={estimate} {...actions} />;
};
