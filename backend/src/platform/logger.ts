import { pino, type Logger } from 'pino';

export type { Logger };

/** Names of fields whose values never reach a log, wherever they stand up to two levels deep. */
const secretFields = [
  'apiKey',
  'authorization',
  'cookie',
  'password',
  'databaseUrl',
  'x-auth-me',
  'apikey',
  'set-cookie',
];

/**
 * A structured logger (JSON lines on standard output).
 * @param level pino's level names: trace … fatal, or silent
 */
export function createLogger(level: string): Logger {
  return pino({
    level,
    redact: {
      paths: secretFields.flatMap((field) => [`["${field}"]`, `*["${field}"]`, `*.*["${field}"]`]),
      censor: '[redacted]',
    },
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
  });
}
