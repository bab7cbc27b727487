import type { ServerResponse } from 'node:http';
import type { SandboxFlags } from './flags.ts';

export type Reply = { status: number; headers?: Record<string, string> } & (
  { json: unknown } | { text: string } | { html: string } | { cutOff: string } | { empty: true }
);

export const notFoundPage: Reply = { status: 404, html: '<!doctype html><title>Not found</title><h1>404</h1>' };

export const garbageReplies: Record<Exclude<SandboxFlags['garbage'], 'none'>, Reply> = {
  html: { status: 200, html: '<!doctype html><title>Welcome</title><h1>It works!</h1>' },
  wrong_schema: { status: 200, json: { phone: 5, phoneNmbr: { value: 5 }, number: 'five', countryCode: 5 } },
  truncated: { status: 200, cutOff: '{"phone": "+1202555' },
};

/** Builds the answer for the status of a flag. */
export function statusReply(status: number, retryAfterSeconds: number): Reply {
  if (status === 204) return { status, empty: true };
  if (status === 404) return notFoundPage;
  if (status === 429) {
    return { status, json: { error: 'too many requests' }, headers: { 'retry-after': String(retryAfterSeconds) } };
  }
  return { status, json: { error: `status ${status}` } };
}

export function send(response: ServerResponse, reply: Reply): void {
  const { status, headers = {} } = reply;
  if ('json' in reply) {
    response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(reply.json));
  } else if ('text' in reply) {
    response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(reply.text);
  } else if ('html' in reply) {
    response.writeHead(status, { 'content-type': 'text/html; charset=utf-8', ...headers }).end(reply.html);
  } else if ('cutOff' in reply) {
    response.writeHead(status, { 'content-type': 'application/json', 'content-length': 1_000, ...headers });
    response.write(reply.cutOff, () => response.destroy());
  } else {
    response.writeHead(status, headers).end();
  }
}
