import type { IncomingMessage, ServerResponse } from 'node:http';
import { maxJsonDepth } from './limits.ts';
import { HttpFault } from '../answers/problem.ts';

const [quote, backslash] = [0x22, 0x5c];
const [opening, closing] = [0x7b, 0x7d];
/** The bit in which `[` and `{`, and `]` and `}`, differ. */
const curly = 0x20;

/**
 * Refuses deeply nested JSON before it is parsed, because later code walks through it recursively.
 * @throws HttpFault unreadable_json when it is too deep, unsupported_type when it is not UTF-8
 */
export function checkJsonDepth(
  _request: IncomingMessage,
  _response: ServerResponse,
  body: Buffer,
  encoding: string,
): void {
  if (encoding !== 'utf-8') throw new HttpFault('unsupported_type', 'Send JSON in UTF-8.');
  if (isDeeperThan(body, maxJsonDepth)) {
    throw new HttpFault(
      'unreadable_json',
      `The JSON is nested more than ${maxJsonDepth} levels deep. Nothing was changed. Send JSON with fewer levels.`,
    );
  }
}

function isDeeperThan(json: Buffer, most: number): boolean {
  let depth = 0;
  let isInText = false;
  for (let place = 0; place < json.length; place += 1) {
    const byte = json[place] ?? 0;
    if (isInText) {
      if (byte === backslash) place += 1;
      else if (byte === quote) isInText = false;
    } else if (byte === quote) isInText = true;
    else if ((byte | curly) === opening) {
      depth += 1;
      if (depth > most) return true;
    } else if ((byte | curly) === closing) depth -= 1;
  }
  return false;
}
