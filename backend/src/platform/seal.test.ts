import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { seal, unseal } from './seal.ts';

describe('a sealed text', () => {
  const key = randomBytes(32);
  it('opens with its key and context, and shows nothing of the text', () => {
    const sealed = seal(key, 'sk-live-ÄÖ🔑', 'acme/key');
    expect(unseal(key, sealed, 'acme/key')).toBe('sk-live-ÄÖ🔑');
    expect(Buffer.from(sealed, 'base64').includes('sk-live')).toBe(false);
    expect(seal(key, 'sk-live-ÄÖ🔑', 'acme/key')).not.toBe(sealed);
  });

  it.each<[string, (sealed: string) => string | null]>([
    ['another key', (sealed) => unseal(randomBytes(32), sealed, 'acme/key')],
    ['another place', (sealed) => unseal(key, sealed, 'other/key')],
    ['a changed text', (sealed) => unseal(key, `${sealed.slice(0, -4)}AAAA`, 'acme/key')],
    ['half of it', (sealed) => unseal(key, sealed.slice(0, 20), 'acme/key')],
    ['nothing', () => unseal(key, '', 'acme/key')],
  ])('does not open with %s', (_name, open) => {
    expect(open(seal(key, 'a secret', 'acme/key'))).toBeNull();
  });
});
