import { ConfigError } from './config.ts';

/** A fault as it is told at a terminal: a sentence where a person can mend it, everything else whole. */
export function explainFault(error: unknown): string {
  if (error instanceof ConfigError) return error.message;
  if (!(error instanceof Error)) return String(error);
  if ('code' in error && error.code === 'EADDRINUSE' && 'port' in error) {
    return `Port ${String(error.port)} is in use by another program. End that one, or choose another port: PORT=4001 npm start`;
  }
  return error.name === 'Error' || error.name === 'TypeError' ? (error.stack ?? error.message) : error.message;
}
