import { isAscii } from 'node:buffer';

/**
 * Keeps the first of a file's pieces that has a byte beyond ASCII: what a file's encoding is guessed by, where its
 * beginning does not tell. Quick enough to look at every piece of an upload.
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
