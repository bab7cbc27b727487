import { once } from 'node:events';
import { createServer } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { buffer, text } from 'node:stream/consumers';
import express, { type ErrorRequestHandler } from 'express';
import { afterEach, expect, test } from 'vitest';
import { createLogger } from '../../platform/logger.ts';
import { sendProblem } from '../answers/problem.ts';
import { readUpload } from './readUpload.ts';
import { requestLog } from '../monitoring/requestLog.ts';

const closers: (() => void)[] = [];
afterEach(() => closers.splice(0).forEach((close) => close()));

async function serve(stalledMs = 10_000): Promise<number> {
  const app = express();
  app.use(requestLog(createLogger('silent')));
  app.post('/', async (request, response) => {
    const { fileName, pieces } = await readUpload(request, { stalledMs });
    response.json({ fileName, size: (await buffer(pieces)).length });
  });
  app.use(((error, request, response, _next) => sendProblem(error, request, response)) satisfies ErrorRequestHandler);
  const server = createServer(app).listen(0, '127.0.0.1');
  await once(server, 'listening');
  closers.push(
    () => server.closeAllConnections(),
    () => server.close(),
  );
  return (server.address() as AddressInfo).port;
}

const send = async (
  query: string,
  headers: Record<string, string>,
  body: string | FormData = 'a,b',
): Promise<unknown> =>
  (await fetch(`http://127.0.0.1:${await serve()}/${query}`, { method: 'POST', headers, body })).json();

test.each([
  ['the query', '?fileName=caf%C3%A9.csv', {}, 'café.csv'],
  ['a header', '', { 'x-file-name': 'caf%C3%A9.csv' }, 'café.csv'],
  ['a disposition', '', { 'content-disposition': 'attachment; filename="a \\"b\\".csv"' }, 'a "b".csv'],
  [
    'a disposition with an encoding',
    '',
    { 'content-disposition': "attachment; filename*=UTF-8''a%20b.csv" },
    'a b.csv',
  ],
  ['the default', '', {}, 'leads.csv'],
  ['a query with folders', '?fileName=..%2F..%5Cx%00y.csv', {}, 'xy.csv'],
])('the file name comes from %s', async (_by, query, headers, fileName) => {
  expect(await send(query, headers)).toEqual({ fileName, size: 3 });
});

test('the first file of a form is read, with any other fields around it', async () => {
  const form = new FormData();
  form.append('before', 'x'.repeat(5_000));
  form.append('file', new Blob(['a,b\n'.repeat(300_000)]), 'größe.csv');
  form.append('after', 'y');
  expect(await send('', {}, form)).toEqual({ fileName: 'größe.csv', size: 1_200_000 });
});

test('an interrupted form and a form without a file are refused with a reason', async () => {
  const type = { 'content-type': 'multipart/form-data; boundary=x' };
  const file = '--x\r\nContent-Disposition: form-data; name="f"; filename="a.csv"\r\n\r\na,b';
  expect(await send('', type, file)).toMatchObject({ status: 400, type: '/problems/upload-broken' });
  expect(await send('', type, '--x--\r\n')).toMatchObject({ status: 415 });
  expect(await send('', { 'content-type': 'multipart/form-data' })).toMatchObject({ status: 400 });
});

test('a stalled upload gets a problem document, and the connection closes', async () => {
  const socket = connect(await serve(50), '127.0.0.1');
  await once(socket, 'connect');
  socket.write('POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100\r\n\r\na,b');
  const answer = await text(socket);
  expect(answer).toMatch(/^HTTP\/1\.1 408 /u);
  expect(answer).toContain('/problems/upload-stalled');
});
