import { readFileSync } from 'node:fs';
import path from 'node:path';
import { inspect, parseEnv } from 'node:util';
import type { Mode } from '@tinygenesy/contract';
import { z } from 'zod';
import { isLoopback } from './platform/isLoopback.ts';

/** A value that is hidden in logs, errors and JSON. Call `reveal` only where the value is used. */
class Secret {
  readonly #value: string;

  constructor(value: string) {
    this.#value = value;
  }

  reveal(): string {
    return this.#value;
  }

  toString(): string {
    return '[secret]';
  }

  toJSON(): string {
    return '[secret]';
  }

  [inspect.custom](): string {
    return '[secret]';
  }
}

interface ProviderEndpoint {
  /** The complete live endpoint; null: the default. */
  url: string | null;
  /** Null: the default key. */
  apiKey: Secret | null;
  /** True if only other providers have an endpoint of their own, and `PROVIDERS` is not `live`. */
  isOff: boolean;
}

export interface Config {
  port: number;
  host: string;
  apiKey: Secret | null;
  /** Absolute. */
  dataDir: string;
  /** `file:PATH` (absolute) or `postgresql://…`, which may hold a password. */
  databaseUrl: Secret;
  dialect: 'sqlite' | 'postgres';
  roles: { api: boolean; worker: boolean };
  logLevel: (typeof logLevels)[number];
  /** ISO 4217, three letters. */
  currency: string;
  temporal: {
    /** Null: an embedded server is started. */
    address: string | null;
    namespace: string;
    apiKey: Secret | null;
    tls: boolean;
    /** Port of the embedded server; null: a free one. */
    port: number | null;
    /** The path of the `temporal` program that the start script found; null: search for it. */
    cliPath: string | null;
  };
  /** The mode that the environment fixes: live if any provider has its own endpoint. Null: the mode is a setting. */
  modeClaim: Mode | null;
  providers: Record<'orion' | 'astra' | 'nimbus', ProviderEndpoint>;
  /** 32 bytes in base64, which encrypt the secrets of providers; null: a file in the data folder has them. */
  secretsKey: Secret | null;
  /** The key that `npm run secrets -- rotate` replaces by `secretsKey`. */
  oldSecretsKey: Secret | null;
  /** Hosts that providers as data may call although they are private or have no HTTPS. */
  providerHostsAllow: string[];
  /** `host:port`; empty: the system's. */
  dnsServers: string[];
  openBrowser: boolean;
}

/** All problems of the environment, a sentence each, without the values of secrets. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';

  constructor(readonly problems: string[]) {
    super(
      `The configuration has ${problems.length === 1 ? 'a problem' : `${problems.length} problems`}:\n${problems.map((problem) => `- ${problem}`).join('\n')}`,
    );
  }
}

const logLevels = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const;

const text = z.string().trim().min(1, 'must not be blank');
const port = z
  .string()
  .regex(/^\d{1,5}$/u, 'must be a port number from 0 to 65535')
  .transform(Number)
  .refine((value) => value <= 65_535, 'must be a port number from 0 to 65535');
const bool = z
  .enum(['true', 'false', '1', '0'], 'must be true or false')
  .transform((value) => value === 'true' || value === '1');
const httpUrl = z
  .string()
  .refine((value) => /^https?:$/u.test(parseUrl(value)?.protocol ?? ''), 'must be an http or https address');
const hostAndPort = z.string().refine(isHostAndPort, 'must be host:port');

/** All variables, in the order of the documentation. Defaults that depend on others are in `readConfig`. */
const variables = z.object({
  PORT: port.default(4000),
  HOST: text.default('127.0.0.1'),
  API_KEY: text.optional(),
  DATA_DIR: text.default('.data'),
  DATABASE_URL: z
    .string()
    .refine((value) => /^(?:file:.+|postgres(?:ql)?:\/\/.+)$/u.test(value), 'must be file:PATH or postgresql://…')
    .optional(),
  ROLES: z
    .string()
    .transform((value) => value.split(',').map((role) => role.trim()))
    .pipe(z.array(z.enum(['api', 'worker'], 'must be api, worker or api,worker')).min(1))
    .default(['api', 'worker']),
  LOG_LEVEL: z.enum(logLevels, `must be one of ${logLevels.join(', ')}`).default('info'),
  CURRENCY: z
    .string()
    .regex(/^[A-Z]{3}$/u, 'must be three capital letters such as EUR')
    .default('EUR'),
  TEMPORAL_ADDRESS: hostAndPort.optional(),
  TEMPORAL_NAMESPACE: text.default('default'),
  TEMPORAL_API_KEY: text.optional(),
  TEMPORAL_TLS: bool.optional(),
  TEMPORAL_PORT: port.optional(),
  TEMPORAL_CLI_PATH: text.optional(),
  PROVIDERS: z.enum(['sandbox', 'live'], 'must be sandbox or live').optional(),
  ORION_URL: httpUrl.optional(),
  ASTRA_URL: httpUrl.optional(),
  NIMBUS_URL: httpUrl.optional(),
  ORION_API_KEY: text.optional(),
  ASTRA_API_KEY: text.optional(),
  NIMBUS_API_KEY: text.optional(),
  DNS_SERVERS: z
    .string()
    .transform((value) => value.split(',').map((server) => server.trim()))
    .pipe(z.array(hostAndPort))
    .default([]),
  SECRETS_KEY: z
    .string()
    .refine(
      (value) => Buffer.from(value, 'base64').length === 32,
      'must be 32 bytes in base64 (openssl rand -base64 32)',
    )
    .optional(),
  SECRETS_KEY_OLD: z
    .string()
    .refine((value) => Buffer.from(value, 'base64').length === 32, 'must be 32 bytes in base64')
    .optional(),
  PROVIDER_HOSTS_ALLOW: z
    .string()
    .transform((value) => value.split(',').map((host) => host.trim().toLowerCase()))
    .pipe(
      z.array(z.string().regex(/^[a-z0-9.-]+(?::\d{1,5})?$/u, 'must be hosts such as crm.intranet or localhost:8080')),
    )
    .default([]),
  OPEN_BROWSER: bool.default(true),
});
type Variable = keyof typeof variables.shape;
const secretVariables: ReadonlySet<string> = new Set<Variable>([
  'API_KEY',
  'SECRETS_KEY',
  'SECRETS_KEY_OLD',
  'DATABASE_URL',
  'TEMPORAL_API_KEY',
  'ORION_API_KEY',
  'ASTRA_API_KEY',
  'NIMBUS_API_KEY',
]);

/**
 * Reads the configuration from the environment and from `.env` in `rootDir`. The environment takes precedence, and a blank
 * variable counts as not set.
 * @param rootDir the root of the project, for relative paths
 * @param chosen the values of a command, which take precedence over both
 * @throws ConfigError with all problems
 */
export function readConfig(
  rootDir: string,
  environment: NodeJS.ProcessEnv = process.env,
  chosen: Partial<Record<Variable, string>> = {},
): Config {
  const given: Record<string, string> = {};
  for (const [name, value] of [readEnvFile(rootDir), environment, chosen].flatMap((part) => Object.entries(part))) {
    if (value !== undefined && value.trim() !== '') given[name] = value.trim();
  }

  const parsed = variables.safeParse(given);
  const problems = parsed.success ? [] : parsed.error.issues.map((issue) => describe(issue, given));
  // Problems of several variables together are reported even when other variables are invalid.
  const host = given['HOST'] ?? '127.0.0.1';
  if (!isLoopback(host) && given['API_KEY'] === undefined) {
    problems.push(`HOST is ${host}, which other machines can reach: set API_KEY, or keep HOST at 127.0.0.1`);
  }
  const databaseUrl = given['DATABASE_URL'] ?? 'file:';
  const roles = new Set((given['ROLES'] ?? 'api,worker').split(',').map((role) => role.trim()));
  if (databaseUrl.startsWith('file:') && roles.size === 1) {
    problems.push(
      'ROLES must be api,worker on SQLite, since one process owns the file. For more processes, set DATABASE_URL to postgresql://…',
    );
  }
  if (!parsed.success || problems.length > 0) throw new ConfigError(problems);

  const env = parsed.data;
  const secret = (value: string | undefined): Secret | null => (value === undefined ? null : new Secret(value));
  const dataDir = path.resolve(rootDir, env.DATA_DIR);
  const url = env.DATABASE_URL ?? `file:${path.join(dataDir, 'tinygenesy.db')}`;
  const isSqlite = url.startsWith('file:');
  const hasOwn = [env.ORION_URL, env.ASTRA_URL, env.NIMBUS_URL].some((own) => own !== undefined);
  const endpoint = (own: string | undefined, apiKey: string | undefined): ProviderEndpoint => ({
    url: own ?? null,
    apiKey: secret(apiKey),
    isOff: own === undefined && hasOwn && env.PROVIDERS !== 'live',
  });
  const providers = {
    orion: endpoint(env.ORION_URL, env.ORION_API_KEY),
    astra: endpoint(env.ASTRA_URL, env.ASTRA_API_KEY),
    nimbus: endpoint(env.NIMBUS_URL, env.NIMBUS_API_KEY),
  };

  return deepFreeze({
    port: env.PORT,
    host: env.HOST,
    apiKey: secret(env.API_KEY),
    dataDir,
    databaseUrl: new Secret(isSqlite ? `file:${path.resolve(rootDir, url.slice('file:'.length))}` : url),
    dialect: isSqlite ? 'sqlite' : 'postgres',
    roles: { api: env.ROLES.includes('api'), worker: env.ROLES.includes('worker') },
    logLevel: env.LOG_LEVEL,
    currency: env.CURRENCY,
    temporal: {
      address: env.TEMPORAL_ADDRESS ?? null,
      namespace: env.TEMPORAL_NAMESPACE,
      apiKey: secret(env.TEMPORAL_API_KEY),
      // With a key, TLS is the default, so that the key is encrypted.
      tls: env.TEMPORAL_TLS ?? env.TEMPORAL_API_KEY !== undefined,
      port: env.TEMPORAL_PORT ?? null,
      cliPath: env.TEMPORAL_CLI_PATH ?? null,
    },
    modeClaim: hasOwn ? 'live' : (env.PROVIDERS ?? null),
    providers,
    secretsKey: secret(env.SECRETS_KEY),
    oldSecretsKey: secret(env.SECRETS_KEY_OLD),
    providerHostsAllow: env.PROVIDER_HOSTS_ALLOW,
    dnsServers: env.DNS_SERVERS,
    openBrowser: env.OPEN_BROWSER,
  } satisfies Config);
}

function readEnvFile(rootDir: string): NodeJS.Dict<string> {
  try {
    return parseEnv(readFileSync(path.join(rootDir, '.env'), 'utf8'));
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return {};
    throw new ConfigError([`.env can't be read: ${error instanceof Error ? error.message : String(error)}`]);
  }
}

function describe(issue: z.core.$ZodIssue, given: Record<string, string>): string {
  const name = String(issue.path[0]);
  const shown = secretVariables.has(name) ? '' : ` (it is "${given[name] ?? ''}")`;
  return `${name} ${issue.message}${shown}`;
}

function parseUrl(value: string): URL | null {
  return URL.canParse(value) ? new URL(value) : null;
}

function isHostAndPort(value: string): boolean {
  const match = /^(?:\[[^\]]+\]|[^\s:/]+):(\d{1,5})$/u.exec(value);
  const number = Number(match?.[1] ?? 0);
  return number >= 1 && number <= 65_535;
}

function deepFreeze<T extends object>(value: T): T {
  for (const part of Object.values(value)) if (typeof part === 'object' && part !== null) deepFreeze(part);
  return Object.freeze(value);
}
