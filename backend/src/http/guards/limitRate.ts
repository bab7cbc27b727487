import type { IncomingMessage } from 'node:http';
import type { RequestHandler } from 'express';
import { ipKeyGenerator, rateLimit } from 'express-rate-limit';
import { AppError } from '../../platform/errors.ts';

/** Identifies a client by its connection, because anybody can forge a forwarded address. */
export const clientOf = ({ socket }: Pick<IncomingMessage, 'socket'>): string =>
  ipKeyGenerator(socket.remoteAddress ?? '');

/** Limits how many requests a client makes in a minute; others get 429 with `Retry-After`. */
export const limitRate = (aMinute: number): RequestHandler =>
  rateLimit({
    windowMs: 60_000,
    limit: aMinute,
    standardHeaders: 'draft-8',
    legacyHeaders: false,
    keyGenerator: clientOf,
    // The library's checks print advice about proxies to standard output.
    validate: false,
    handler: (_request, _response, next) => {
      next(new AppError('too_many', `This route accepts at most ${aMinute} requests per minute. Try again later.`));
    },
  });
