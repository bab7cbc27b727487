import { hash } from 'node:crypto';

/**
 * Hashes an address, so that the suppression list works without the address itself.
 * @param email trimmed, NFC, lower case
 */
export const emailHash = (email: string): string => hash('sha256', email);
