import type { Import, Job, Lead, LiveEvent, Provider } from '@tinygenesy/contract';
import type { QueryClient } from '@tanstack/react-query';
import { createContext, useContext, useSyncExternalStore } from 'react';
import { leadKey } from '../leads/getLead.ts';
import { fetchAgain } from './fetchAgain.ts';
import { leadCountsKey } from '../leads/getLeadCount.ts';
import { leadHistoryKey } from '../leads/getLeadHistory.ts';
import { metaKey } from '../session/getMeta.ts';
import { getLeads, leadListsKey, type LeadsView } from '../leads/getLeads.ts';
import { providersKey } from '../providers/getProviders.ts';
import { putImports } from '../imports/importCache.ts';
import { putJobs } from '../jobs/jobCache.ts';
import { noteProgress } from '../jobs/jobProgress.ts';
import { dropLeads, type LeadPages, putLeads } from '../leads/leadCache.ts';
import { createLiveConnection, type LiveConnection, type LiveStatus, type OpenSocket } from './liveConnection.ts';
import { forgetHeard, heardImport, heardJob, heardLead, heardProvider } from '../newest.ts';
import { throttle } from '../throttle.ts';

/** Events are put into the cache at most this often, so that a busy job draws rows in bunches; a single one at once. */
const gatherMs = 50;

/**
 * Fetches the page of the list that is on screen and puts its rows in place. No row moves, comes or goes: where the
 * server's list has other rows now, `onOtherRows` is told instead, and the person decides when to see them.
 */
export const refreshOnScreen = async (
  client: QueryClient,
  view: LeadsView,
  pageIndexes: readonly number[],
  onOtherRows: () => void,
): Promise<void> => {
  const key = [...leadListsKey, view];
  const data = client.getQueryData<LeadPages>(key);
  for (const index of pageIndexes) {
    const shown = data?.pages[index];
    const cursor = data?.pageParams[index];
    if (shown === undefined || cursor === undefined) continue;
    const fresh = await getLeads(view, cursor);
    putLeads(client, fresh.leads);
    if (fresh.leads.map(({ id }) => id).join() !== shown.leads.map(({ id }) => id).join()) onOtherRows();
  }
};

/** What the table tells about itself, so that bulk changes fetch only what can be seen. */
export type OnScreen = { view: LeadsView; pageIndexes: readonly number[]; onOtherRows: () => void };

export type Live = {
  connection: LiveConnection;
  /** The table says how to learn what it shows; null when it goes. */
  setOnScreen: (onScreen: (() => OnScreen) | null) => void;
};

/** Turns events into changes of the query cache. Give events in order; they are gathered and applied in bunches. */
export const createEventSink = (client: QueryClient, onScreen: () => OnScreen | null, now: () => number = Date.now) => {
  let gathered: LiveEvent[] = [];
  let timer: ReturnType<typeof setTimeout> | undefined;
  let appliedAtMs = -Infinity;

  const refreshVisible = throttle(1_000, () => {
    const shown = onScreen();
    if (shown === null) return;
    // A failed refresh is no loss: the next event or the reconnect brings the rows.
    refreshOnScreen(client, shown.view, shown.pageIndexes, shown.onOtherRows).catch(() => undefined);
  });
  const refreshCounts = throttle(3_000, () => void fetchAgain(client, { queryKey: leadCountsKey }));
  /** A changed lead may match another filter now; how many there are in all stays. */
  const refreshFilteredCounts = throttle(
    3_000,
    () =>
      void fetchAgain(client, {
        queryKey: leadCountsKey,
        predicate: ({ queryKey }) => Object.keys(queryKey[2] ?? {}).length > 0,
      }),
  );
  /** Rows came: the table decides whether they may appear now; a list that is not on screen is fetched when it is. */
  const tellOtherRows = throttle(1_500, () => {
    void client.invalidateQueries({ queryKey: leadListsKey, refetchType: 'none' });
    onScreen()?.onOtherRows();
  });
  /** What a template says to the leads on screen, and how many lack what. */
  const refreshMessages: () => void = throttle(2_000, () => {
    // A count over many leads takes longer than the next change takes to come: it ends first, and is made again.
    if (client.isFetching({ queryKey: ['messages'] }) > 0) refreshMessages();
    else void client.invalidateQueries({ queryKey: ['messages'], refetchType: 'active' });
  });
  const refreshOpenLead = throttle(250, () => {
    void fetchAgain(client, { queryKey: ['leads', 'one'], refetchType: 'active' });
    void fetchAgain(client, { queryKey: ['leads', 'history'], refetchType: 'active' });
  });

  const apply = (): void => {
    timer = undefined;
    appliedAtMs = performance.now();
    const events = gathered;
    gathered = [];
    const leads = new Map<number, Lead>();
    const deleted = new Set<number>();
    const jobs = new Map<number, Job>();
    const providers = new Map<string, Provider>();
    const imports = new Map<number, Import>();
    let created = false;
    for (const event of events) {
      switch (event.name) {
        case 'lead.created':
          created = true;
          deleted.delete(event.data.id);
          leads.set(event.data.id, event.data);
          break;
        case 'lead.changed':
          leads.set(event.data.id, event.data);
          break;
        case 'lead.deleted':
          leads.delete(event.data.id);
          deleted.add(event.data.id);
          break;
        case 'leads.changed':
          // A job changes the rows that are there; an import brings some too.
          if (event.data.jobId !== null) refreshVisible();
          if (event.data.jobId === null || event.data.importId !== null) tellOtherRows();
          refreshCounts();
          refreshMessages();
          refreshOpenLead();
          break;
        case 'job.changed':
          jobs.set(event.data.id, event.data);
          break;
        case 'provider.changed':
          providers.set(event.data.id, event.data);
          break;
        case 'mode.changed':
          // Which numbers count, what things cost, who can be asked: all of it may be different now.
          refetchAll(client);
          break;
        case 'import.changed':
          imports.set(event.data.id, event.data);
          break;
      }
    }
    for (const lead of leads.values()) heardLead(lead);
    putLeads(client, [...leads.values()]);
    dropLeads(client, [...deleted]);
    if ([...leads.keys()].some((id) => client.getQueryState(leadKey(id)) ?? client.getQueryState(leadHistoryKey(id)))) {
      refreshOpenLead();
    }
    if (leads.size > 0 || deleted.size > 0) refreshMessages();
    for (const job of jobs.values()) {
      heardJob(job, now());
      noteProgress(job, now());
    }
    putJobs(client, [...jobs.values()]);
    for (const provider of providers.values()) heardProvider(provider, now());
    if (providers.size > 0) {
      client.setQueryData<Provider[]>(providersKey, (known) =>
        known?.map((provider) => providers.get(provider.id) ?? provider).sort((a, b) => a.position - b.position),
      );
    }
    for (const changed of imports.values()) heardImport(changed, now());
    putImports(client, [...imports.values()]);
    if (created) tellOtherRows();
    if (created || deleted.size > 0) refreshCounts();
    else if (leads.size > 0) refreshFilteredCounts();
  };

  return (event: LiveEvent): void => {
    gathered.push(event);
    timer ??= setTimeout(apply, Math.max(0, appliedAtMs + gatherMs - performance.now()));
  };
};

/** Fetches again all that is on screen, and the rest when it comes on screen. */
const refetchAll = (client: QueryClient): void => {
  forgetHeard();
  void fetchAgain(client);
};

/** The line to the server's events, wired to the query cache. Start it before the first fetch. */
export const createLive = (client: QueryClient, openSocket: OpenSocket): Live => {
  let shown: (() => OnScreen) | null = null;
  const sink = createEventSink(client, () => shown?.() ?? null);
  const connection = createLiveConnection({
    openSocket,
    topics: ['leads', 'jobs', 'providers', 'imports'],
    onEvent: sink,
    onResync: () => refetchAll(client),
    // Requests that failed meanwhile have no event.
    onBack: () =>
      void client.invalidateQueries({
        predicate: ({ state }) => state.status === 'error' || state.fetchFailureCount > 0,
      }),
  });
  // Whether only the line is gone or the whole server, people should not learn at the next turn of the clock.
  connection.onStatus(() => {
    if (connection.status().state === 'reconnecting') void client.invalidateQueries({ queryKey: metaKey });
  });
  return {
    connection,
    setOnScreen: (next) => {
      shown = next;
    },
  };
};

/** Opens `/live` on the server that the page came from. */
export const openLiveSocket: OpenSocket = (listener) => {
  const socket = new WebSocket(`${location.protocol === 'https:' ? 'wss' : 'ws'}://${location.host}/live`);
  socket.addEventListener('open', listener.onOpen);
  socket.addEventListener('message', (message: MessageEvent<unknown>) => listener.onMessage(message.data));
  socket.addEventListener('close', listener.onClose);
  return { send: (text) => socket.send(text), close: () => socket.close() };
};

export const LiveContext = createContext<Live | null>(null);

/** The line to the server's events; null where a part is drawn without one. */
export const useLive = (): Live | null => useContext(LiveContext);

const noStatus: LiveStatus = { state: 'live' };
export const useLiveStatus = (): LiveStatus => {
  const live = useLive();
  return useSyncExternalStore(
    (listener) => live?.connection.onStatus(listener) ?? (() => undefined),
    () => live?.connection.status() ?? noStatus,
  );
};
