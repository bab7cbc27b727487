import type { AskOptions, BalanceAnswer } from '../provider.ts';
import { buildBalanceRequest } from './buildRequest.ts';
import { sendAuthorized, type Source } from './sendAuthorized.ts';
import { waitMs } from './sendDeclared.ts';
import { parseLossless } from './parseLossless.ts';
import { amountOf } from './priceOf.ts';
import { readPath } from './readPath.ts';

/** Asks a provider as data for the credits left. Anything else than a readable amount is unknown, never zero. */
export async function askBalance(source: Source, options: AskOptions): Promise<BalanceAnswer> {
  const { definition, settings } = source;
  const { name, balance } = definition;
  const parts = { settings, secrets: options.secrets ?? {} };
  const request = buildBalanceRequest(definition, parts);
  if (request === null || balance === undefined) return { kind: 'unknown', text: `${name} can’t be asked` };
  const sent = await sendAuthorized(
    source,
    (accessToken) => buildBalanceRequest(definition, { ...parts, accessToken }) ?? request,
    options,
  );
  if (sent.kind === 'token_refused') return sent;
  if (sent.kind === 'unsent') {
    const { answer } = sent;
    if (answer.kind === 'aborted') return { kind: 'unsent' };
    return answer.kind === 'error' ? { kind: 'unknown', text: answer.reason.text } : answer;
  }
  const { result } = sent;
  if (result.kind === 'aborted') {
    return result.sent ? { kind: 'unknown', text: `${name} did not answer in time` } : { kind: 'unsent' };
  }
  if (result.kind === 'timeout') return { kind: 'unknown', text: `${name} did not answer in time` };
  if (result.kind !== 'response') return { kind: 'unknown', text: `${name} could not be asked` };
  if (result.status === 429) return { kind: 'rate_limited', retryAfterMs: waitMs(definition, result) };
  if (result.status < 200 || result.status > 299) {
    return { kind: 'unknown', text: `${name} answered with status ${result.status}` };
  }
  const credits = amountOf(readPath(parseLossless(result.body), balance.at)[0]);
  return credits === null
    ? { kind: 'unknown', text: `${name}’s answer has no amount at "${balance.at}"` }
    : { kind: 'credits', credits };
}
