import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { callTimeout } from './callTimeout.ts';
import { type HttpResult, sendHttp } from './http.ts';

const plainCall = { method: 'POST', headers: {}, body: '{}', maxBodyBytes: 1_000, reach: 'any' } as const;

/** A server with an event loop of its own: it tells of a request, then answers, whether or not ours runs. */
const server = `
  const { createServer } = require('node:http');
  const { parentPort, workerData } = require('node:worker_threads');
  const listening = createServer((request, response) => {
    request.resume().on('end', () => {
      parentPort.postMessage('asked');
      if (request.url === '/answers') setTimeout(() => response.end('{"late":false}'), 20);
    });
  });
  listening.listen(0, '127.0.0.1', () => parentPort.postMessage(listening.address().port));
`;

let worker: Worker;
let origin: string;
beforeAll(async () => {
  worker = new Worker(server, { eval: true });
  const [port] = await once(worker, 'message');
  origin = `http://127.0.0.1:${Number(port)}`;
});
afterAll(() => worker.terminate());

const timeoutMs = 1_000;

/** Calls, and blocks this thread from the moment the server was asked until the time limit is long over. */
async function callThroughStall(path: string): Promise<HttpResult> {
  const asked = once(worker, 'message');
  const signal = callTimeout(timeoutMs);
  const untilMs = performance.now() + timeoutMs + 300;
  const call = sendHttp({ ...plainCall, url: new URL(`${origin}${path}`), signal });
  await asked;
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, untilMs - performance.now());
  return call;
}

describe('the time limit of a call', () => {
  test('accepts an answer that arrived during a stall of this process', async () => {
    expect(await callThroughStall('/answers')).toMatchObject({ kind: 'response', status: 200, body: '{"late":false}' });
  });

  test('still ends a call that has no answer, stall or not', async () => {
    expect(await callThroughStall('/hangs')).toEqual({ kind: 'timeout', sent: true });
    const signal = callTimeout(50);
    const asked = once(worker, 'message');
    const url = new URL(`${origin}/hangs`);
    expect(await sendHttp({ ...plainCall, url, signal })).toMatchObject({ kind: 'timeout' });
    await asked;
  });
});
