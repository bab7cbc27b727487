import type { Request } from 'express';
import { AppError } from '../platform/errors.ts';

/**
 * The version that `If-Match` names, with or without quotes; null when any will do.
 * @throws AppError invalid when it is no version
 */
export function ifMatchVersion(request: Request): number | null {
  const given = request.get('If-Match')?.trim();
  if (given === undefined || given === '*') return null;
  const version = /^(?:W\/)?"?(?<version>\d{1,9})"?$/u.exec(given)?.groups?.['version'];
  if (version === undefined) {
    throw new AppError('invalid', 'If-Match must be the version of the lead.', {
      errors: [{ pointer: 'If-Match', message: 'must be a version such as 3' }],
    });
  }
  return Number(version);
}
