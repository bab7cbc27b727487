import type { ProviderDefinition } from '@tinygenesy/contract';
import { createHash } from 'node:crypto';
import { parsePhone } from '../../phones/phone.ts';
import { hashInput } from '../hashInput.ts';
import { countryOfHost, fictionNumber } from '../sandbox/fictionNumbers.ts';
import type { DeclaredRequest } from './buildRequest.ts';
import type { RawAnswer } from './classifyAnswer.ts';
import { recordedAnswer } from './recordedAnswer.ts';

/**
 * Returns the answer that the sandbox plays for a lead: one of the definition's examples, chosen by the lead's input. Every
 * number in it is replaced by a number reserved for fiction, so that no sandbox number reaches a person. Three of five
 * leads are found.
 */
export function sandboxAnswer(definition: ProviderDefinition, input: Readonly<Record<string, string>>): RawAnswer {
  const dice = createHash('sha256')
    .update(`${definition.id}:${hashInput(input)}`)
    .digest();
  const wanted = dice.readUInt8(0) % 5 < 3 ? 'found' : 'not_found';
  const examples = definition.examples.filter(({ want }) => want.outcome === wanted);
  const example = examples[dice.readUInt8(1) % Math.max(1, examples.length)];
  const [answer] = example?.got ?? [];
  if (answer === undefined) return { status: 204, headers: {}, body: '' };
  const host = input['companyDomain'] ?? input['email']?.split('@')[1] ?? '';
  const { callingCode, national } = fictionNumber(countryOfHost(host), dice.readUInt32BE(2));
  return recordedAnswer({ ...answer, body: withNumber(answer.body, `+${callingCode}${national}`) });
}

/** Replaces everything that can be read as a phone number. */
function withNumber(value: unknown, number: string): unknown {
  if (Array.isArray(value)) return value.map((entry) => withNumber(entry, number));
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, withNumber(entry, number)]));
  }
  if (typeof value !== 'string' && typeof value !== 'number') return value;
  const text = String(value);
  return text.replaceAll(/\D/gu, '').length >= 7 && parsePhone(text, { defaultCountry: 'US' }).kind === 'phone'
    ? number
    : value;
}

/** Sends the same request to the sandbox, with the answer that it plays. */
export function playedBy(request: DeclaredRequest, sandboxUrl: string, answer: RawAnswer): DeclaredRequest {
  const { pathname, search } = new URL(request.url);
  const played = Buffer.from(JSON.stringify(answer)).toString('base64');
  return {
    ...request,
    url: new URL(`${pathname}${search}`, sandboxUrl).href,
    headers: { ...request.headers, 'x-sandbox-answer': played },
  };
}
