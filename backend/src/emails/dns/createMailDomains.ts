import type { Database } from '../../db/database.ts';
import type { Clock } from '../../platform/clock.ts';
import { type Asked, askMailDomain } from './askMailDomain.ts';
import { createMailHosts } from './createMailHosts.ts';
import type { DnsResolver } from './createResolver.ts';
import { createSlots } from './createSlots.ts';
import { keptForMs } from './keptFor.ts';
import { type KeptAnswer, readMailDomains, writeMailDomains } from './mailDomainRows.ts';
import type { MailAnswer } from '../verdict/types.ts';

export interface MailDomains {
  /**
   * Looks up domains in DNS, each once for all callers and addresses. Answers are stored, so that other processes and
   * later ones use them. Failures are values.
   */
  lookUp(domains: readonly string[], options: LookUpOptions): Promise<Map<string, MailAnswer>>;
}

export interface LookUpOptions {
  /** A person waits: the lookup goes ahead of bulk work, and the budget includes the time in the queue. */
  person: boolean;
  /** Older failures are not used: the domain is looked up again. */
  failuresSince: Date;
  /** Returns true to leave out the domains that are not begun. */
  shouldStop?: () => boolean;
  /** Called with each answer as it comes, before the lookup of the others ends. */
  answered?: (domain: string, answer: MailAnswer) => void;
}

export interface MailDomainsDeps {
  database: Database;
  clock: Clock;
  resolver: Pick<DnsResolver, 'query'>;
  /** The time limit of all queries about one domain. */
  budgetMs: number;
  /** A lookup that takes longer holds up no others. */
  slowAfterMs: number;
}

const minuteMs = 60_000;
/** A failure is used by callers from before it. */
const failureKeptMs = 24 * 60 * minuteMs;
/** How long answers are collected to be written together. */
const gatherMs = 20;

/** Returns a function that stores an answer and resolves once it is in the database. */
function answerStore(database: Database): (answer: KeptAnswer) => Promise<void> {
  let unwritten: KeptAnswer[] = [];
  let writing: Promise<void> | null = null;
  return async (answer) => {
    unwritten.push(answer);
    writing ??= (async () => {
      await new Promise((resolve) => setTimeout(resolve, gatherMs));
      const answers = unwritten;
      unwritten = [];
      writing = null;
      await writeMailDomains(database, answers);
    })();
    await writing;
  };
}

/** Shares lookups of domains: in memory while they run, in the database afterwards. */
export function createMailDomains({ database, clock, resolver, budgetMs, slowAfterMs }: MailDomainsDeps): MailDomains {
  const slots = createSlots(slowAfterMs);
  const underWay = new Map<string, Promise<MailAnswer | null>>();
  const keep = answerStore(database);
  const asking = { resolver, mailHosts: createMailHosts(resolver, clock), monotonicMs: clock.monotonicMs };

  async function keepAsked(domain: string, asked: Asked): Promise<MailAnswer> {
    const askedAt = clock.now();
    await keep({ domain, answer: asked.answer, askedAt, expiresAt: new Date(askedAt.getTime() + keptMs(asked)) });
    return asked.answer;
  }

  /**
   * Looks a domain up within the limit of concurrent lookups. A bulk lookup counts until its answer is stored, so that
   * a kill loses no more answers than the limit. A person does not wait until other answers are stored.
   */
  async function ask(domain: string, options: LookUpOptions, startedAtMs: number): Promise<MailAnswer | null> {
    const { person, failuresSince } = options;
    if (person) {
      const deadlineMs = startedAtMs + budgetMs;
      const asked = await slots.run(
        async (): Promise<Asked> =>
          clock.monotonicMs() < deadlineMs
            ? askMailDomain(asking, domain, { deadlineMs, failuresSince })
            : { answer: { kind: 'failed', why: 'busy' }, ttlSeconds: null },
        { person },
      );
      return keepAsked(domain, asked);
    }
    return slots.run(
      async () => {
        if (options.shouldStop?.()) return null;
        const deadlineMs = clock.monotonicMs() + budgetMs;
        return keepAsked(domain, await askMailDomain(asking, domain, { deadlineMs, failuresSince }));
      },
      { person },
    );
  }

  return {
    async lookUp(domains, options) {
      const startedAtMs = clock.monotonicMs();
      const distinct = [...new Set(domains)];
      const unasked = distinct.filter((domain) => !underWay.has(domain));
      // Registered before the database is read, so that concurrent callers share the lookup.
      const kept = readMailDomains(database, unasked, clock.now());
      for (const domain of unasked) {
        const answer = kept.then((rows) => {
          const known = rows.get(domain);
          const counts = known && (known.answer.kind !== 'failed' || known.askedAt >= options.failuresSince);
          return counts ? known.answer : ask(domain, options, startedAtMs);
        });
        underWay.set(domain, answer);
        const forget = (): void => void underWay.delete(domain);
        answer.then(forget, forget);
      }
      const answers = new Map<string, MailAnswer>();
      await Promise.all(
        distinct.map(async (domain) => {
          const answer = await underWay.get(domain);
          if (answer == null) return;
          answers.set(domain, answer);
          options.answered?.(domain, answer);
        }),
      );
      return answers;
    },
  };
}

/** The answers about what exists. Others are looked up again sooner: a fault is repaired at any time. */
const isThere: ReadonlySet<MailAnswer['kind']> = new Set(['mx', 'address', 'null_mx']);

const keptMs = ({ answer, ttlSeconds }: Asked): number =>
  answer.kind === 'failed' ? failureKeptMs : keptForMs(isThere.has(answer.kind) ? 'there' : 'notThere', ttlSeconds);
