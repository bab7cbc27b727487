import type { IncomingMessage } from 'node:http';
import type { RequestHandler } from 'express';
import { ipKeyGenerator, rateLimit } from 'express-rate-limit';
import { AppError } from '../../platform/errors.ts';

/** Identifies a client by its connection: anybody can write a forwarded address into a request. */
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
    // It would print advice about proxies to standard output.
    validate: false,
    handler: (_request, _response, next) => {
      next(
        new AppError(
          'too_many',
          `This route takes at most ${aMinute} requests a minute. Send the request again a little later.`,
        ),
      );
    },
  });
