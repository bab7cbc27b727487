import type { RequestHandler } from 'express';
import { ipKeyGenerator, rateLimit } from 'express-rate-limit';
import { AppError } from '../platform/errors.ts';

/** Answers a client's requests beyond so many in a minute with 429 and, in `Retry-After`, when to come again. */
export const limitRate = (aMinute: number): RequestHandler =>
  rateLimit({
    windowMs: 60_000,
    limit: aMinute,
    standardHeaders: 'draft-8',
    legacyHeaders: false,
    // By the connection: an address that a request forwards is whatever its sender wrote.
    keyGenerator: ({ socket }) => ipKeyGenerator(socket.remoteAddress ?? ''),
    // It would print advice about proxies to standard output.
    validate: false,
    handler: (_request, _response, next) => {
      next(new AppError('too_many', `At most ${aMinute} of these are taken a minute; come again a little later.`));
    },
  });
