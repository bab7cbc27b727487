import type { RawAnswer } from './classifyAnswer.ts';

/** Turns a recorded answer, whose body is a text or JSON, into the answer as it comes over HTTP. */
export function recordedAnswer({
  status,
  headers,
  body,
}: {
  status: number;
  headers: Readonly<Record<string, string>>;
  body?: unknown;
}): RawAnswer {
  return {
    status,
    headers: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value])),
    body: typeof body === 'string' ? body : body === undefined ? '' : JSON.stringify(body),
  };
}
