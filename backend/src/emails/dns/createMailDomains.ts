import PQueue from 'p-queue';
import type { Database } from '../../db/database.ts';
import type { Clock } from '../../platform/clock.ts';
import { askMailDomain } from './askMailDomain.ts';
import type { DnsResolver } from './createResolver.ts';
import { type KeptAnswer, readMailDomains, writeMailDomains } from './mailDomainRows.ts';
import type { MailAnswer } from '../verdict/types.ts';

export interface MailDomains {
  /**
   * What DNS says about domains. Each is asked about once, however many callers and addresses it has; what was
   * answered is known to later callers, also of other processes and after a kill. Failures are values.
   */
  lookUp(domains: readonly string[], wish: LookUpWish): Promise<Map<string, MailAnswer>>;
}

export interface LookUpWish {
  /** A person waits: this goes ahead of bulk work, and the budget includes waiting for a turn. */
  person: boolean;
  /** A failure that is older is no answer: it is asked again. */
  failuresSince: Date;
  /** True: what is not asked yet is left out of the answer. */
  shouldStop?: () => boolean;
}

export interface MailDomainsDeps {
  database: Database;
  clock: Clock;
  resolver: Pick<DnsResolver, 'query'>;
  /** For all questions about one domain. */
  budgetMs: number;
}

type Asked = Awaited<ReturnType<typeof askMailDomain>>;

/** Questions to DNS under way at a time; some of these places are kept for people. */
const mostAtOnce = 64;
const keptForPeople = 4;
const minuteMs = 60_000;
/** How long an answer counts, whatever its time to live says; of what is there, of what is not, of a failure. */
const bounds = {
  there: { leastMs: 5 * minuteMs, mostMs: 24 * 60 * minuteMs, unsaidMs: 60 * minuteMs },
  notThere: { leastMs: minuteMs, mostMs: 60 * minuteMs, unsaidMs: 5 * minuteMs },
  failedMs: 24 * 60 * minuteMs,
};
/** Answers that come close together are written together. */
const gatherMs = 20;

/** Knows domains: in memory while they are being asked, in the database after. */
export function createMailDomains({ database, clock, resolver, budgetMs }: MailDomainsDeps): MailDomains {
  const all = new PQueue({ concurrency: mostAtOnce });
  const bulk = new PQueue({ concurrency: mostAtOnce - keptForPeople });
  const underWay = new Map<string, Promise<MailAnswer | null>>();
  let unwritten: KeptAnswer[] = [];
  let writing: Promise<void> | null = null;

  /** Resolves when this answer is in the database. */
  async function keep(answer: KeptAnswer): Promise<void> {
    unwritten.push(answer);
    writing ??= (async () => {
      await new Promise((resolve) => setTimeout(resolve, gatherMs));
      const answers = unwritten;
      unwritten = [];
      writing = null;
      await writeMailDomains(database, answers);
    })();
    await writing;
  }

  async function inTurn(domain: string, wish: LookUpWish, wishedAtMs: number): Promise<Asked | null> {
    if (wish.person) {
      const deadlineMs = wishedAtMs + budgetMs;
      return all.add(
        async () =>
          clock.monotonicMs() < deadlineMs
            ? askMailDomain(resolver, domain, deadlineMs)
            : { answer: { kind: 'failed', why: 'busy' }, ttlSeconds: null },
        { priority: 1 },
      );
    }
    return bulk.add(() =>
      all.add(async () =>
        wish.shouldStop?.() ? null : askMailDomain(resolver, domain, clock.monotonicMs() + budgetMs),
      ),
    );
  }

  async function ask(domain: string, wish: LookUpWish, wishedAtMs: number): Promise<MailAnswer | null> {
    const asked = await inTurn(domain, wish, wishedAtMs);
    if (asked === null) return null;
    const askedAt = clock.now();
    await keep({ domain, answer: asked.answer, askedAt, expiresAt: new Date(askedAt.getTime() + keptMs(asked)) });
    return asked.answer;
  }

  return {
    async lookUp(domains, wish) {
      const wishedAtMs = clock.monotonicMs();
      const wanted = [...new Set(domains)];
      const unasked = wanted.filter((domain) => !underWay.has(domain));
      // Under way from this moment on, so that nobody reads the database in vain and asks again.
      const kept = readMailDomains(database, unasked, clock.now());
      for (const domain of unasked) {
        const answer = kept.then((rows) => {
          const known = rows.get(domain);
          const counts = known && (known.answer.kind !== 'failed' || known.askedAt >= wish.failuresSince);
          return counts ? known.answer : ask(domain, wish, wishedAtMs);
        });
        underWay.set(domain, answer);
        const forget = (): void => void underWay.delete(domain);
        answer.then(forget, forget);
      }
      const answers = new Map<string, MailAnswer>();
      await Promise.all(
        wanted.map(async (domain) => {
          const answer = await underWay.get(domain);
          if (answer != null) answers.set(domain, answer);
        }),
      );
      return answers;
    },
  };
}

function keptMs({ answer, ttlSeconds }: Asked): number {
  if (answer.kind === 'failed') return bounds.failedMs;
  const isThere = answer.kind === 'mx' || answer.kind === 'address' || answer.kind === 'null_mx';
  const { leastMs, mostMs, unsaidMs } = isThere ? bounds.there : bounds.notThere;
  return ttlSeconds === null ? unsaidMs : Math.min(mostMs, Math.max(leastMs, ttlSeconds * 1_000));
}
