import { pino, type Logger, type LoggerOptions } from 'pino';

export type { Logger };

/** Fields whose values are never logged, up to two levels deep. */
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
 * Creates a structured logger (JSON lines).
 * @param level pino's level names: trace … fatal, or silent
 * @param file the log file, truncated first; by default standard output
 */
export function createLogger(level: string, file?: string): Logger {
  const options: LoggerOptions = {
    level,
    redact: {
      paths: secretFields.flatMap((field) => [`["${field}"]`, `*["${field}"]`, `*.*["${field}"]`]),
      censor: '[redacted]',
    },
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
  };
  return file === undefined ? pino(options) : pino(options, pino.destination({ dest: file, append: false }));
}
