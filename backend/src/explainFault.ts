import { ConfigError } from './config.ts';

/** Formats an error for a terminal: one sentence for errors that a person can fix, else the stack. */
export function explainFault(error: unknown): string {
  if (error instanceof ConfigError) return error.message;
  if (!(error instanceof Error)) return String(error);
  if ('code' in error && error.code === 'EADDRINUSE' && 'port' in error) {
    return `Port ${String(error.port)} is in use by another program. Stop that program, or choose another port: PORT=4001 npm start`;
  }
  return error.name === 'Error' || error.name === 'TypeError' ? (error.stack ?? error.message) : error.message;
}
