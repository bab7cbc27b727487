import { randomUUID } from 'node:crypto';
import { EventEmitter } from 'node:events';
import { request as httpRequest } from 'node:http';
import { type ClientMessage, type ServerMessage, serverMessageSchema } from '@tinygenesy/contract';
import { setImmediate } from 'node:timers/promises';
import pg from 'pg';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { type RawData, WebSocket } from 'ws';
import { appendEvents } from '../../db/eventLog.ts';
import { postgresTestDatabase, type TestDatabase, testDatabases } from '../../db/testDatabase.ts';
import { pruneEvents } from './pruneEvents.ts';
import { testJob } from '../../testing/testDoubles.ts';
import { startTestServer, type TestServer, type TestServerOptions } from '../../testing/testServer.ts';

const going = new AbortController().signal;

interface Client {
  socket: WebSocket;
  received: ServerMessage[];
  /** The ids of the received events, in order. */
  ids(): number[];
  closed: Promise<number>;
}

const opened: WebSocket[] = [];

const textOf = (data: RawData): string => (Buffer.isBuffer(data) ? data.toString('utf8') : '');

async function connect(
  server: TestServer,
  message: Partial<ClientMessage>,
  headers: Record<string, string> = {},
): Promise<Client> {
  const socket = new WebSocket(`ws://127.0.0.1:${server.port}/live`, { headers });
  opened.push(socket);
  const received: ServerMessage[] = [];
  socket.on('message', (data) => received.push(serverMessageSchema.parse(JSON.parse(textOf(data)))));
  const closed = new Promise<number>((resolve) => socket.on('close', resolve));
  await new Promise<void>((resolve, reject) => {
    socket.on('open', () => resolve());
    socket.on('error', reject);
  });
  socket.send(JSON.stringify({ type: 'subscribe', topics: ['leads'], ...message }));
  await vi.waitFor(() => expect(received.some(({ type }) => type === 'ready')).toBe(true), { timeout: 5_000 });
  return {
    socket,
    received,
    closed,
    ids: () => received.flatMap((part) => (part.type === 'event' ? [part.id] : [])),
  };
}

const readyOf = (client: Client) => {
  const ready = client.received.find((part) => part.type === 'ready');
  if (ready?.type !== 'ready') throw new Error('not ready');
  return ready;
};

afterEach(() => {
  for (const socket of opened.splice(0)) socket.terminate();
});

describe.each(testDatabases)('/live on $dialect', ({ open }) => {
  let database: TestDatabase;
  let server: TestServer;
  const start = async (options: TestServerOptions = {}): Promise<TestServer> =>
    (server = await startTestServer({ database, ...options }));

  beforeEach(async () => {
    database = await open();
  });
  afterEach(async () => {
    await server.close();
    await database.close();
  });

  const write = (count: number, topic = 'leads', at = new Date()): Promise<void> =>
    database.transaction((sql) =>
      appendEvents(
        sql,
        Array.from({ length: count }, () => ({
          topic,
          ...(topic === 'leads'
            ? { name: 'lead.deleted' as const, data: { id: 1 } }
            : { name: 'job.changed' as const, data: testJob }),
        })),
        at,
      ),
    );
  const allIds = async (): Promise<number[]> =>
    (await database.prisma.event.findMany({ orderBy: { id: 'asc' } })).map(({ id }) => id);

  test('sends events after the subscription', async () => {
    await start();
    await write(2);
    const client = await connect(server, {});
    expect(readyOf(client).lastEventId).toBe((await allIds()).at(-1));
    const lead = await server.call('POST', '/leads', { body: { email: 'a@b.example' } });
    await vi.waitFor(() => expect(client.ids()).toHaveLength(1));
    expect(client.received.at(-1)).toMatchObject({ name: 'lead.created', topic: 'leads', data: lead.body });
  });

  test('sends each topic to its subscribers; `jobs` includes every single job', async () => {
    await start();
    const [leads, jobs, one] = [
      await connect(server, { topics: ['leads'] }),
      await connect(server, { topics: ['jobs'] }),
      await connect(server, { topics: ['job:5', 'jobs'] }),
    ];
    const two = await connect(server, { topics: ['job:6'] });
    await write(1, 'job:5');
    await write(1, 'job:6');
    await write(1, 'jobs');
    await write(1, 'leads');
    const [job5, job6, all, lead] = await allIds();
    await vi.waitFor(() => expect(leads.ids()).toEqual([lead]));
    expect(jobs.ids()).toEqual([job5, job6, all]);
    expect(one.ids()).toEqual([job5, job6, all]);
    expect(two.ids()).toEqual([job6]);
  });

  test('a client that resumes with its last id gets each event exactly once, while new events arrive', async () => {
    await start();
    let client = await connect(server, {});
    const { lastEventId, epoch: asked } = readyOf(client);
    const received: number[] = [];
    let reconnects = 0;
    const writing = (async () => {
      for (let round = 0; reconnects < 8; round += 1) {
        // Some bursts are larger than one batch of a replay.
        await write(round % 7 === 0 ? 700 : 3);
        await setImmediate();
      }
    })();
    while (reconnects < 8) {
      await vi.waitFor(() => expect(client.ids().length).toBeGreaterThan(0), { timeout: 5_000, interval: 5 });
      received.push(...client.ids());
      client.received.length = 0;
      client.socket.terminate();
      reconnects += 1;
      client = await connect(server, { after: received.at(-1) ?? lastEventId, epoch: asked });
      expect(client.received.some(({ type }) => type === 'resync')).toBe(false);
    }
    await writing;
    const written = await allIds();
    await vi.waitFor(() => expect(client.ids().at(-1)).toBe(written.at(-1)), { timeout: 5_000 });
    expect([...received, ...client.ids()]).toEqual(written);
  });

  const epoch = async (): Promise<string> =>
    (await database.prisma.setting.findUniqueOrThrow({ where: { key: 'eventsEpoch' } })).value;

  test('a client whose missed events can’t be replayed gets `resync`', async () => {
    await start({ liveLimits: { replayedEvents: 5 } });
    await write(8, 'leads', new Date(Date.now() - 48 * 60 * 60 * 1_000));
    await write(4);
    const ids = await allIds();
    const last = ids.at(-1) ?? 0;
    const isResynced = async (message: Partial<ClientMessage>): Promise<boolean> => {
      const client = await connect(server, message);
      expect(readyOf(client)).toMatchObject({ lastEventId: last, epoch: await epoch() });
      return client.received[0]?.type === 'resync';
    };
    expect(await isResynced({})).toBe(false);
    expect(await isResynced({ after: last })).toBe(false);
    expect(await isResynced({ after: last - 5, epoch: await epoch() })).toBe(false);
    expect(await isResynced({ after: last - 6 })).toBe(true);
    expect(await isResynced({ after: last + 1 })).toBe(true);
    expect(await isResynced({ after: last, epoch: randomUUID() })).toBe(true);
    expect(await pruneEvents(database, new Date(), going)).toBe(8);
    expect(await isResynced({ after: last - 4 })).toBe(false);
    expect(await isResynced({ after: last - 5 })).toBe(true);
    expect(await pruneEvents(database, new Date(), going, { ageMs: 60_000, count: 2 })).toBe(2);
    expect(await pruneEvents(database, new Date(Date.now() + 60_000), going, { ageMs: 1, count: 2 })).toBe(1);
    expect(await allIds()).toEqual([last]);
    expect(await isResynced({ after: last })).toBe(false);
  });
});

describe('with another process on the same database', () => {
  test('events of other processes arrive, also after a lost database connection', async () => {
    const database = await postgresTestDatabase();
    // A client of the same database that gets no signals of this process.
    const server = await startTestServer({ database: { ...database, signals: new EventEmitter() } });
    const client = await connect(server, {});
    const other = await startTestServer({ database });
    await other.call('POST', '/leads', { body: { email: 'a@b.example' } });
    await vi.waitFor(() => expect(client.ids()).toHaveLength(1), { timeout: 2_000 });
    // The listening connection is cut. After the reconnect, the events written meanwhile arrive.
    const admin = new pg.Client({ connectionString: database.url });
    await admin.connect();
    await admin.query(
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND query LIKE 'LISTEN%'`,
    );
    await admin.end();
    await other.call('POST', '/leads', { body: { email: 'c@b.example' } });
    await vi.waitFor(() => expect(client.ids()).toHaveLength(2), { timeout: 4_500 });
    await other.close();
    await server.close();
    await database.close();
  });
});

describe('the connection', () => {
  let server: TestServer;
  afterEach(() => server.close());

  test('accepts only the page of this server, with its key', async () => {
    server = await startTestServer({ settings: { apiKey: 'the-right-key' } });
    const host = `127.0.0.1:${server.port}`;
    const status = (headers: Record<string, string>, path = '/live'): Promise<number> =>
      new Promise((resolve, reject) => {
        const request = httpRequest({
          host: '127.0.0.1',
          port: server.port,
          path,
          setHost: false,
          headers: {
            host,
            connection: 'Upgrade',
            upgrade: 'websocket',
            'sec-websocket-version': '13',
            'sec-websocket-key': Buffer.from('0123456789abcdef').toString('base64'),
            ...headers,
          },
        });
        request.on('response', (response) => {
          response.resume();
          resolve(response.statusCode ?? 0);
        });
        request.on('upgrade', (_response, socket) => {
          socket.destroy();
          resolve(101);
        });
        request.on('error', reject);
        request.end();
      });
    const authorization = 'Bearer the-right-key';
    const session = await server.call('POST', '/session', { body: { apiKey: 'the-right-key' } });
    const cookie = session.headers.get('set-cookie')?.split(';')[0] ?? '';
    expect(await status({})).toBe(401);
    expect(await status({ authorization })).toBe(101);
    expect(await status({ cookie, origin: `http://${host}` })).toBe(101);
    expect(await status({ cookie, origin: 'http://evil.example' })).toBe(403);
    expect(await status({ authorization, host: 'evil.example' })).toBe(403);
    expect(await status({ authorization }, '/other')).toBe(404);
  });

  test.each(['{', '{"type":"subscribe","topics":[]}', '{"type":"subscribe","topics":["secrets"]}', '{"type":"shout"}'])(
    'ends on a message that is not known: %s',
    async (message) => {
      server = await startTestServer();
      const client = await connect(server, {});
      client.socket.send(message);
      expect(await client.closed).toBe(1008);
    },
  );

  test('replaces the first subscription by the second', async () => {
    server = await startTestServer();
    const client = await connect(server, { topics: ['jobs'] });
    client.socket.send(JSON.stringify({ type: 'subscribe', topics: ['leads'] }));
    await vi.waitFor(() => expect(client.received.filter(({ type }) => type === 'ready')).toHaveLength(2));
    await server.call('POST', '/leads', { body: { email: 'a@b.example' } });
    await vi.waitFor(() => expect(client.ids()).toHaveLength(1));
  });

  test('disconnects a client that answers no ping, and keeps the others', async () => {
    server = await startTestServer({ liveLimits: { pingMs: 500 } });
    const alive = await connect(server, {});
    const dead = await connect(server, {});
    dead.socket.pong = () => undefined;
    Object.assign(dead.socket, { _autoPong: false });
    expect(await dead.closed).toBe(1006);
    expect(alive.socket.readyState).toBe(WebSocket.OPEN);
  });

  test('closes for a client that reads too slowly', async () => {
    server = await startTestServer({ liveLimits: { bufferedBytes: 20_000 } });
    const slow = await connect(server, {});
    slow.socket.pause();
    const data = { ...testJob, title: 'x'.repeat(100_000) };
    for (let round = 0; round < 200; round += 1) {
      await server.database.transaction((sql) =>
        appendEvents(sql, [{ topic: 'leads', name: 'job.changed', data }], new Date()),
      );
    }
    slow.socket.resume();
    expect(await slow.closed).toBe(1013);
    expect(slow.ids().length).toBeLessThan(200);
  });

  test('closes with a close code when the server stops', async () => {
    server = await startTestServer();
    const client = await connect(server, {});
    const before = performance.now();
    await server.close();
    expect(await client.closed).toBe(1001);
    expect(performance.now() - before).toBeLessThan(15_000);
    server = await startTestServer();
  });
});
