import { isAscii } from 'node:buffer';

/**
 * Keeps the first piece of a file that has a byte beyond ASCII. The encoding is guessed from it if the beginning is
 * plain ASCII. Fast enough to check every piece of an upload.
 */
export function createLaterBytes(): { write(piece: Uint8Array): void; found(): Uint8Array | null } {
  let found: Uint8Array | null = null;
  return {
    write(piece) {
      if (found === null && !isAscii(piece)) found = new Uint8Array(piece);
    },
    found: () => found,
  };
}
