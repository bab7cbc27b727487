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

const leads = new Map<number, Lead>();
const jobs = createReceived<Job>();
const providers = createReceived<Provider>();
const imports = createReceived<Import>();

export const { receive: receiveJob, newest: newestJob } = jobs;
export const { receive: receiveProvider, newest: newestProvider } = providers;
export const { receive: receiveImport, newest: newestImport } = imports;

/** Returns whether `a` is a later state of the same lead than `b`. */
export const isNewerLead = (a: Lead, b: Lead): boolean =>
  a.version > b.version || (a.version === b.version && a.updatedAt > b.updatedAt);

export const receiveLead = (lead: Lead): void => {
  const known = leads.get(lead.id);
  if (known === undefined || !isNewerLead(known, lead)) keep(leads, lead.id, lead);
};

/** Returns the fetched lead, or the received state if that is later. */
export const newestLead = <T extends Lead>(fetched: T): T => {
  const received = leads.get(fetched.id);
  return received !== undefined && isNewerLead(received, fetched) ? { ...fetched, ...received } : fetched;
};

/** Forgets all received states: after a resync they may be from another database. */
export const forgetReceived = (): void => {
  leads.clear();
  jobs.clear();
  providers.clear();
  imports.clear();
};
