import type { Job, LeadSet } from '@tinygenesy/contract';
import type { To } from 'react-router';
import { importOfJob, isFinal } from '../../words/job.ts';
import { count, leadsWord } from '../../words/numbers.ts';
import { messagesAddress } from '../messages/messageSet.ts';

/** Dialog or action that a next step opens for the leads of a job. */
export type StepAction = 'findPhones' | 'verifyEmails' | 'export' | 'copyMessages';

/** What a person does next with the result of an ended job: go to a page, or open something for its leads. */
export type NextStep = { label: string } & (
  { to: To; state: unknown } | { action: StepAction; set: LeadSet; leads: number } | { undoToken: string }
);

const phoneSteps = (job: Job): NextStep[] => {
  if ((job.counts['found'] ?? 0) === 0) return [];
  return [
    { label: 'Show found', to: { pathname: '/leads', search: `phoneStatus=found&jobId=${job.id}` }, state: null },
    { label: 'Write messages', ...messagesAddress({ filter: { phoneStatus: ['found'], jobId: job.id } }) },
  ];
};

const emailSteps = (job: Job): NextStep[] =>
  (job.counts['invalid'] ?? 0) === 0
    ? []
    : [
        {
          label: 'Show invalid',
          to: { pathname: '/leads', search: `emailVerdict=invalid&jobId=${job.id}` },
          state: null,
        },
      ];

/** Outcomes after which a lead has a message. */
const withMessage = ['written', 'unchanged', 'has_message', 'edited'];

const messageSteps = (job: Job): NextStep[] => {
  if (withMessage.every((outcome) => (job.counts[outcome] ?? 0) === 0)) return [];
  const step = { set: { filter: { jobId: job.id } }, leads: job.total ?? 0 };
  return [
    { label: 'Export', action: 'export', ...step },
    { label: 'Copy all messages', action: 'copyMessages', ...step },
  ];
};

const importSteps = (job: Job): NextStep[] => {
  const importId = importOfJob(job);
  const leads = (job.counts['created'] ?? 0) + (job.counts['updated'] ?? 0);
  if (importId === null || leads === 0) return [];
  const step = { set: { filter: { importId } }, leads };
  const findLabel = leads === 1 ? 'Find the phone number of this lead' : `Find phone numbers for these ${count(leads)}`;
  return [
    { label: findLabel, action: 'findPhones', ...step },
    { label: leads === 1 ? 'Verify its email' : 'Verify their emails', action: 'verifyEmails', ...step },
  ];
};

/** How long the server keeps deleted leads. */
const restorableMs = 24 * 60 * 60 * 1_000;

const deletionSteps = ({ request, counts, endedAt }: Job): NextStep[] => {
  const deleted = counts['deleted'] ?? 0;
  const isRestorable = endedAt !== null && Date.now() - Date.parse(endedAt) < restorableMs;
  if (deleted === 0 || !isRestorable || typeof request !== 'object' || request === null) return [];
  if (!('undoToken' in request) || typeof request.undoToken !== 'string') return [];
  return [{ label: `Restore ${leadsWord(deleted)}`, undoToken: request.undoToken }];
};

/** Returns the next steps after an ended job, the most likely one first. Empty while the job runs. */
export const nextSteps = (job: Job): NextStep[] => {
  if (!isFinal(job)) return [];
  switch (job.kind) {
    case 'phone_lookup':
      return phoneSteps(job);
    case 'email_verification':
      return emailSteps(job);
    case 'message_generation':
      return messageSteps(job);
    case 'csv_import':
      return importSteps(job);
    case 'lead_deletion':
      return deletionSteps(job);
    default:
      return [];
  }
};
