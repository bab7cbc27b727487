import type { MessageEstimate, MessageOrigin, MessageTemplateUsage } from '@tinygenesy/contract';
import { count, leadsWord } from './numbers.ts';
import { momentWords } from './time.ts';

/** Describes what uses a template and stays after its deletion. */
export const usageWords = ({ leads, jobs }: MessageTemplateUsage): string =>
  [
    leads === 0
      ? 'No message uses this template.'
      : `${leadsWord(leads)} ${leads === 1 ? 'has a message' : 'have messages'} from this template. Messages and their template text are kept.`,
    jobs === 0
      ? null
      : `${count(jobs)} ${jobs === 1 ? 'job is' : 'jobs are'} writing messages from this template and will continue.`,
  ]
    .filter((part) => part !== null)
    .join(' ');

/** Source of a lead's message: template or hand, with times, and whether it is outdated. */
export const originWords = (origin: MessageOrigin): string => {
  const { template, templateName, isChanged, generatedAt, editedAt, isOutdated } = origin;
  const name = templateName === null ? 'a template' : `“${templateName}”`;
  return [
    template === null || generatedAt === null
      ? null
      : `Written from ${name}${isChanged ? ', changed' : ''}, ${momentWords(generatedAt)}`,
    editedAt === null ? null : `${template === null ? 'Written' : 'edited'} by hand, ${momentWords(editedAt)}`,
    isOutdated && editedAt === null ? 'a merge field has changed since' : null,
  ]
    .filter((part) => part !== null)
    .join(' · ');
};

const lowerFirst = (text: string): string => text.charAt(0).toLowerCase() + text.slice(1);

/** `Of 214 leads, 198 get a message. Not included: 12 missing a required field, 4 marked do-not-contact.` */
export const estimateWords = ({ total, leads, skipped }: MessageEstimate): string => {
  const notIncluded = skipped.map(({ reason, count: some }) => `${count(some)} ${lowerFirst(reason.text)}`).join(', ');
  return `Of ${leadsWord(total)}, ${count(leads)} ${leads === 1 ? 'gets' : 'get'} a message.${notIncluded === '' ? '' : ` Not included: ${notIncluded}.`}`;
};

/** Parts of a bar: the leads that are ready for a message, then the others by reason, most first. Empty parts are left out. */
export const readyParts = ({
  leads,
  skipped,
}: Pick<MessageEstimate, 'leads' | 'skipped'>): { key: string; count: number; label: string; isReady: boolean }[] =>
  [
    { key: 'ready', count: leads, label: 'ready for a message', isReady: true },
    ...skipped
      .map(({ reason, count: some }) => ({
        key: `${reason.code} ${reason.text}`,
        count: some,
        label: lowerFirst(reason.text),
        isReady: false,
      }))
      .toSorted((a, b) => b.count - a.count),
  ].filter((part) => part.count > 0);
