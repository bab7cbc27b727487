import type { Request } from 'express';
import { z } from 'zod';
import { AppError } from '../platform/errors.ts';

const versionPattern = /^(?:\*|(?:W\/)?"?\d{1,9}"?)$/u;

export const ifMatchHeader = {
  'If-Match': z.string().regex(versionPattern).meta({
    description:
      'The version that you loaded. If the lead has another version, the answer is 412 with the current `lead`',
  }),
};

/**
 * Reads the version in `If-Match`, with or without quotes; null without the header and for `*`.
 * @throws AppError invalid for any other text
 */
export function ifMatchVersion(request: Request): number | null {
  const given = request.get('If-Match')?.trim();
  if (given === undefined) return null;
  if (!versionPattern.test(given)) {
    throw new AppError('invalid', 'If-Match must be the version of the lead. Nothing was saved.', {
      errors: [{ pointer: 'If-Match', message: 'must be a version such as 3' }],
    });
  }
  return given === '*' ? null : Number(given.replace(/\D/gu, ''));
}
