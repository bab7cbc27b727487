import type { Import, Job, Lead, Provider } from '@tinygenesy/contract';

/** Number of recently received states that are kept of each kind. */
const maxKept = 5_000;

const keep = <K, V>(map: Map<K, V>, key: K, value: V): void => {
  map.delete(key);
  map.set(key, value);
  if (map.size > maxKept) {
    for (const oldest of map.keys()) {
      map.delete(oldest);
      break;
    }
  }
};

/**
 * Keeps the states that events brought recently, of things without a version. A response that was on its way when an event
 * arrived is older than the event. Every fetch passes its rows through `newest`, so that it can't restore the old state.
 */
const createReceived = <T extends { id: number | string }>() => {
  const states = new Map<T['id'], { state: T; atMs: number }>();
  return {
    receive: (state: T, nowMs: number): void => keep(states, state.id, { state, atMs: nowMs }),
    /** Returns the fetched state, or the state received since the request was sent. */
    newest: <F extends T>(fetched: F, sentAtMs: number): F => {
      const received = states.get(fetched.id);
      return received !== undefined && received.atMs >= sentAtMs ? { ...fetched, ...received.state } : fetched;
    },
    clear: (): void => states.clear(),
  };
};

const leads = new Map<number, { state: Lead; atMs: number }>();
const jobs = createReceived<Job>();
const providers = createReceived<Provider>();
const imports = createReceived<Import>();

export const { receive: receiveJob, newest: newestJob } = jobs;
export const { receive: receiveProvider, newest: newestProvider } = providers;
export const { receive: receiveImport, newest: newestImport } = imports;

/**
 * Keeps the state that an event brought. Events arrive in the order of their commits. Only that order tells which of two
 * states of one version is later: the time in a state was taken before its transaction had its turn.
 */
export const receiveLead = (state: Lead, nowMs: number): void => {
  const known = leads.get(state.id);
  if (known === undefined || known.state.version <= state.version) keep(leads, state.id, { state, atMs: nowMs });
};

/** Returns the fetched lead, or the state received since the request was sent. */
export const newestLead = <T extends Lead>(fetched: T, sentAtMs: number): T => {
  const received = leads.get(fetched.id);
  if (received === undefined || received.state.version < fetched.version) return fetched;
  const isLater = received.state.version > fetched.version || received.atMs >= sentAtMs;
  return isLater ? { ...fetched, ...received.state } : fetched;
};

/** Forgets all received states: after a resync they may be from another database. */
export const forgetReceived = (): void => {
  leads.clear();
  jobs.clear();
  providers.clear();
  imports.clear();
};
