import { maxMessageLength, type MessageOverwrite, type Mode, type Reason } from '@tinygenesy/contract';
import { fieldValue } from '../template/fieldValue.ts';
import type { MessageItem } from './messageItems.ts';
import { messageOutcomes, type MessageOutcome } from './messageOutcomes.ts';
import { missingField, emptyMessage } from '../previewMessages.ts';
import { renderTemplate } from '../template/renderTemplate.ts';
import type { Template } from '../template/template.ts';

export interface MessageRules {
  overwrite: MessageOverwrite;
  onMissing: 'skip' | 'fail';
  /** In live mode a sandbox number counts as missing. */
  mode: Mode;
}

export interface Decision {
  outcome: MessageOutcome;
  reason: Reason | null;
  /** Of `written` and `unchanged`. */
  message: string | null;
}

/**
 * Decides the outcome of one lead in a message job. Never writes a message with a missing value or to a do-not-contact lead,
 * and replaces a person's text only if requested.
 * @param template null: the lead's message has no origin
 */
export function decideMessage(item: MessageItem, template: Template | null, rules: MessageRules): Decision {
  const { lead } = item;
  if (lead === null) return skipped('gone');
  if (lead.doNotContact) return skipped('do_not_contact');
  if (lead.isSuppressed) return skipped('suppressed');
  if (template === null) return skipped('edited');
  if (lead.message !== null && rules.overwrite === 'none') return skipped('has_message');
  if (lead.isEdited && lead.message !== null && rules.overwrite !== 'all') return skipped('edited');
  const { text, missing } = renderTemplate(template, (field) => fieldValue(lead.values, field, rules.mode));
  if (text === null) {
    const why = missing.length > 0 ? missing.map(missingField).join('. ') : emptyMessage;
    return incomplete('missing_field', why, rules);
  }
  if (text.length > maxMessageLength)
    return incomplete('too_long', `The message is longer than ${maxMessageLength} characters`, rules);
  return { outcome: text === lead.message ? 'unchanged' : 'written', reason: null, message: text };
}

const skipped = (outcome: Exclude<MessageOutcome, 'written' | 'unchanged' | 'error'>): Decision => ({
  outcome,
  reason: { code: outcome, text: messageOutcomes[outcome] },
  message: null,
});

const incomplete = (code: string, text: string, { onMissing }: MessageRules): Decision => ({
  outcome: onMissing === 'fail' ? 'error' : 'missing_field',
  reason: { code, text },
  message: null,
});
