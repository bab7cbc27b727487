import { maxMessageLength, type MessageOverwrite, type Mode, type Reason } from '@tinygenesy/contract';
import { fieldValue } from '../template/fieldValue.ts';
import type { MessageItem } from './messageItems.ts';
import { messageOutcomes, type MessageOutcome } from './messageOutcomes.ts';
import { missingField, nothingLeft } from '../previewMessages.ts';
import { renderTemplate } from '../template/renderTemplate.ts';
import type { Template } from '../template/template.ts';

export interface MessageRules {
  overwrite: MessageOverwrite;
  onMissing: 'skip' | 'fail';
  /** In live mode a number of the sandbox is missing. */
  mode: Mode;
}

export interface Decision {
  outcome: MessageOutcome;
  reason: Reason | null;
  /** Of `written` and `unchanged`. */
  message: string | null;
}

/**
 * What becomes of a lead's message: pure. A message of which a part is missing is never written, nor one to somebody who
 * must not be contacted, nor one over what a person wrote unless that was asked for.
 * @param template null: there is none for this lead any more
 */
export function decideMessage(item: MessageItem, template: Template | null, rules: MessageRules): Decision {
  const { lead } = item;
  if (lead === null) return left('gone');
  if (lead.doNotContact) return left('do_not_contact');
  if (template === null) return left('edited');
  if (lead.message !== null && rules.overwrite === 'none') return left('has_message');
  if (lead.isEdited && lead.message !== null && rules.overwrite !== 'all') return left('edited');
  const { text, missing } = renderTemplate(template, (field) => fieldValue(lead.values, field, rules.mode));
  if (text === null) {
    const why = missing.length > 0 ? missing.map(missingField).join('. ') : nothingLeft;
    return lacking('missing_field', why, rules);
  }
  if (text.length > maxMessageLength)
    return lacking('too_long', `The message is longer than ${maxMessageLength} signs`, rules);
  return { outcome: text === lead.message ? 'unchanged' : 'written', reason: null, message: text };
}

const left = (outcome: Exclude<MessageOutcome, 'written' | 'unchanged' | 'error'>): Decision => ({
  outcome,
  reason: { code: outcome, text: messageOutcomes[outcome] },
  message: null,
});

const lacking = (code: string, text: string, { onMissing }: MessageRules): Decision => ({
  outcome: onMissing === 'fail' ? 'error' : 'missing_field',
  reason: { code, text },
  message: null,
});
