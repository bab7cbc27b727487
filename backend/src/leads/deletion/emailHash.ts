import { createHash } from 'node:crypto';

/** What of an address outlives its lead. The address is trimmed, NFC and lower case already. */
export const emailHash = (email: string): string => createHash('sha256').update(email).digest('hex');
