import { act, fireEvent, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import type { Lead } from '@tinygenesy/contract';
import { HttpResponse, http } from 'msw';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { renderPage, mockServer } from '../testing/renderPage.tsx';
import { sampleJob, sampleLead, sampleMeta, sampleProvider } from '../testing/samples.ts';

let leads: Lead[] = [];
const asked: string[] = [];
const server = mockServer(
  http.get('/meta', () => HttpResponse.json(sampleMeta())),
  http.get('/providers', () => HttpResponse.json({ providers: [sampleProvider()] })),
  http.get('/settings', () =>
    HttpResponse.json({ confirmAboveMicros: 50_000_000, mode: 'sandbox', modeFixed: false, budgets: {} }),
  ),
  http.get('/jobs', () => HttpResponse.json({ jobs: [], nextCursor: null })),
  http.post('/leads/verify-emails/estimate', () =>
    HttpResponse.json({ leads: 2, domains: 1, skipped: [], etaSeconds: 1, mostSeconds: 90, verdicts: { none: 2 } }),
  ),
  http.get('/leads/positions', ({ request }) => {
    const start = Number(new URL(request.url).searchParams.get('cursor'));
    const total = leads.length - start;
    const cursors = Array.from({ length: Math.floor(total / 100) }, (_, index) => String(start + (index + 1) * 100));
    return HttpResponse.json({ total, cursors });
  }),
  http.get('/leads', ({ request }) => {
    const query = new URL(request.url).searchParams;
    asked.push(query.toString());
    const start = Number(query.get('cursor') ?? 0);
    const limit = Number(query.get('limit'));
    const end = start + limit;
    return HttpResponse.json({
      leads: leads.slice(start, end),
      nextCursor: end < leads.length ? String(end) : null,
      ...(query.get('count') === 'true' ? { total: leads.length } : {}),
    });
  }),
);

const manyLeads = (count: number): Lead[] =>
  Array.from({ length: count }, (_, index) =>
    sampleLead({
      id: count - index,
      firstName: 'Lead',
      lastName: `No ${count - index}`,
      email: `l${count - index}@a.example`,
    }),
  );
const rowOf = async (name: string): Promise<HTMLElement> => {
  const row = (await screen.findByText(name)).closest<HTMLElement>('[role="row"]');
  if (row === null) throw new Error(`${name} is in no row`);
  return row;
};
const event = { type: 'event', topic: 'leads', at: '2026-05-03T10:00:05.000Z' } as const;

beforeEach(() => {
  leads = [sampleLead({ id: 2, firstName: 'John', lastName: 'Doe' }), sampleLead({ id: 1 })];
  asked.length = 0;
});

describe('the table of leads', () => {
  it('removes the sandbox banner after a switch to live providers', async () => {
    const { tell } = renderPage('/leads');
    expect(await screen.findByRole('note', { name: 'Sandbox' })).toBeVisible();
    server.use(http.get('/meta', () => HttpResponse.json(sampleMeta({ mode: 'live' }))));
    tell({ ...event, id: 1, topic: 'providers', name: 'mode.changed', data: { mode: 'live' } });
    await waitFor(() => expect(screen.queryByRole('note', { name: 'Sandbox' })).toBeNull());
  });

  it('shows leads and their number', async () => {
    renderPage('/leads');
    expect(await rowOf('Ana Pérez')).toHaveTextContent('ana@acme.example');
    expect(await rowOf('Ana Pérez')).toHaveAccessibleName(/^Ana Pérez ana@acme\.example/u);
    expect(screen.getByRole('heading', { level: 1, name: 'Leads' })).toBeInTheDocument();
    await waitFor(() => expect(screen.getByRole('status', { name: 'Number of leads' })).toHaveTextContent('2 leads'));
    expect(screen.getByRole('note', { name: 'Sandbox' })).toHaveTextContent(
      'Sandbox providers: numbers are test data.',
    );
  });

  it('requests the filter and sort of the address, and stores a clicked sort in the address', async () => {
    const { router } = renderPage('/leads?country=ES&q=acme&sort=email');
    await rowOf('Ana Pérez');
    expect(asked).toContain('q=acme&country=ES&sort=email&limit=100');
    const head = screen.getByRole('columnheader', { name: 'Email' });
    expect(head).toHaveAttribute('aria-sort', 'ascending');
    await userEvent.click(within(head).getByRole('button'));
    await waitFor(() => expect(router.state.location.search).toContain('sort=-email'));
    expect(router.state.location.search).toContain('country=ES');
  });

  it('draws only visible rows of a long list and fetches more while scrolling', async () => {
    leads = manyLeads(450);
    renderPage('/leads');
    await rowOf('Lead No 450');
    expect(document.querySelectorAll('[role="row"]').length).toBeLessThan(60);
    const grid = screen.getByRole('grid', { name: 'Leads' });
    grid.scrollTop = 90 * 36;
    fireEvent.scroll(grid);
    await waitFor(() => expect(asked.some((query) => query.includes('cursor=100'))).toBe(true));
  });

  it('reaches any row of a long list by scrolling and by End, and loads only the rows on the way', async () => {
    leads = manyLeads(100_255);
    renderPage('/leads');
    await rowOf('Lead No 100255');
    const grid = screen.getByRole('grid', { name: 'Leads' });
    await waitFor(() => expect(grid).toHaveAttribute('aria-rowcount', '100256'));
    grid.scrollTop = 50_000 * 36;
    fireEvent.scroll(grid);
    const row = await rowOf('Lead No 50255');
    expect(row).toHaveAttribute('aria-rowindex', '50002');
    expect(document.body).toHaveTextContent('Row 50,001 of 100,255');
    act(() => grid.focus());
    await userEvent.keyboard('{End}');
    fireEvent.scroll(grid);
    expect(await rowOf('Lead No 1')).toHaveAttribute('data-active');
    await userEvent.keyboard('{Home}');
    fireEvent.scroll(grid);
    expect(await rowOf('Lead No 100255')).toHaveAttribute('data-active');
    expect(asked.length).toBeLessThan(12);
  });

  it('moves through the cells by keyboard, uses what is in them, and returns to the row', async () => {
    renderPage('/leads');
    await rowOf('Ana Pérez');
    const grid = screen.getByRole('grid', { name: 'Leads' });
    const activeText = (): string | null | undefined =>
      document.getElementById(grid.getAttribute('aria-activedescendant') ?? '')?.textContent;
    const user = userEvent.setup();
    act(() => grid.focus());
    await user.keyboard('{ArrowDown}{ArrowRight}');
    expect(activeText()).toBe('Ana Pérez');
    await user.keyboard('{ArrowRight}');
    expect(activeText()).toMatch(/^ana@acme.example/u);
    await user.keyboard('{ArrowLeft}{ArrowLeft}');
    expect(grid).toHaveAttribute('aria-activedescendant', 'lead-row-1');
    await user.keyboard('{ArrowRight}{ArrowRight}{Escape}');
    expect(grid).toHaveAttribute('aria-activedescendant', 'lead-row-1');
  });

  it('shows custom fields as columns, sets widths by keyboard, remembers both and resets them', async () => {
    leads = [sampleLead({ custom: { salesRegion: 'North' } })];
    server.use(
      http.get('/message-templates/fields', () =>
        HttpResponse.json({
          fields: [{ name: 'salesRegion', label: 'salesRegion', isCustom: true, placeholder: '{{salesRegion}}' }],
        }),
      ),
    );
    const user = userEvent.setup();
    renderPage('/leads');
    await rowOf('Ana Pérez');
    await user.click(screen.getByRole('button', { name: 'Columns' }));
    await user.type(await screen.findByRole('textbox', { name: 'Search columns' }), 'region');
    await user.click(await screen.findByRole('checkbox', { name: 'salesRegion' }));
    expect(await rowOf('North')).toHaveTextContent('Ana Pérez');
    // Nothing behind the list takes a click while it is open.
    expect(screen.getByRole('grid', { name: 'Leads' }).closest('[inert]')).not.toBeNull();
    await user.keyboard('{Escape}');
    await waitFor(() => expect(screen.getByRole('button', { name: 'Columns' })).toHaveFocus());
    expect(screen.getByRole('grid', { name: 'Leads' }).closest('[inert]')).toBeNull();
    const handle = screen.getByRole('separator', { name: 'Width of salesRegion' });
    const before = Number(handle.getAttribute('aria-valuenow'));
    act(() => handle.focus());
    await user.keyboard('{ArrowRight}');
    expect(Number(handle.getAttribute('aria-valuenow'))).not.toBe(before);
    expect(localStorage.getItem('tinygenesy.leads-table')).toContain('custom:salesRegion');
    await user.click(screen.getByRole('button', { name: 'Columns' }));
    await user.click(await screen.findByRole('button', { name: 'Reset columns' }));
    expect(screen.queryByText('North')).toBeNull();
  });

  it('names the field of an error in a new lead', async () => {
    const user = userEvent.setup();
    renderPage('/leads');
    await user.click(await screen.findByRole('button', { name: 'Add lead' }));
    const form = await screen.findByRole('form', { name: 'Add lead' });
    await user.type(within(form).getByRole('textbox', { name: 'Email' }), 'ana');
    await user.click(within(form).getByRole('button', { name: 'Add lead' }));
    expect(await within(form).findByText('Email must look like name@company.com.')).toBeVisible();
  });

  it('offers sample leads when there are no leads', async () => {
    leads = [];
    let loaded = 0;
    server.use(
      http.post('/leads/samples', () => {
        loaded += 1;
        leads = [sampleLead()];
        return HttpResponse.json({ created: 1, skipped: 0 });
      }),
    );
    renderPage('/leads');
    await userEvent.click(await screen.findByRole('button', { name: 'Load 200 sample leads' }));
    await rowOf('Ana Pérez');
    expect(loaded).toBe(1);
    // The pressed button is gone.
    await waitFor(() => expect(screen.getByRole('grid', { name: 'Leads' })).toHaveFocus());
  });

  it('says that the filter excludes all leads, and clears it', async () => {
    leads = [];
    const { router } = renderPage('/leads?country=ES');
    await screen.findByRole('heading', { name: 'No leads match' });
    await userEvent.click(screen.getByRole('button', { name: 'Show all leads' }));
    await waitFor(() => expect(router.state.location.search).toBe(''));
  });

  it('scrolls to the top after a filter change, also in a browser whose scrolling returns a promise', async () => {
    const scrollTo = vi.spyOn(Element.prototype, 'scrollTo').mockReturnValue(Promise.resolve() as unknown as undefined);
    const { router } = renderPage('/leads');
    await rowOf('Ana Pérez');
    scrollTo.mockClear();
    await act(() => router.navigate('/leads?country=ES'));
    await waitFor(() => expect(scrollTo).toHaveBeenCalledWith({ top: 0 }));
    await rowOf('Ana Pérez');
  });

  it('shows the error when leads can’t be loaded, and tries again on request', async () => {
    let broken = true;
    server.use(
      http.get('/leads', () =>
        broken
          ? HttpResponse.json(
              {
                type: 'x',
                title: 'Something broke',
                status: 500,
                detail: 'It was logged.',
                errors: [],
                requestId: 'r',
              },
              { status: 500 },
            )
          : HttpResponse.json({ leads, nextCursor: null, total: 2 }),
      ),
    );
    renderPage('/leads');
    const note = await screen.findByRole('alert');
    expect(note).toHaveTextContent('Something broke. It was logged.');
    broken = false;
    await userEvent.click(within(note).getByRole('button', { name: 'Try again' }));
    await rowOf('Ana Pérez');
  });
});

describe('a click on a row', () => {
  it('opens its lead, unless it is on a control, extends a selection or ends selecting text', async () => {
    leads = [sampleLead({ id: 1, phoneNumber: '+34612345678', phoneStatus: 'found' })];
    server.use(
      http.get('/leads/1', () => new Promise<never>(() => undefined)),
      http.get('/leads/1/history', () => new Promise<never>(() => undefined)),
    );
    const user = userEvent.setup();
    const { router } = renderPage('/leads');
    const row = await rowOf('Ana Pérez');
    const openedLead = (): string | null => new URLSearchParams(router.state.location.search).get('lead');
    await user.click(within(row).getByRole('checkbox'));
    expect(row).toHaveAttribute('aria-selected', 'true');
    // Just beside the box.
    const [selectCell] = within(row).getAllByRole('gridcell');
    if (selectCell !== undefined) await user.click(selectCell);
    expect(row).toHaveAttribute('aria-selected', 'false');
    await user.click(within(row).getByRole('button', { name: /^Copy/u }));
    fireEvent.click(within(row).getByText('ana@acme.example'), { shiftKey: true });
    window.getSelection()?.selectAllChildren(within(row).getByText('ana@acme.example'));
    fireEvent.click(within(row).getByText('ana@acme.example'));
    expect(openedLead()).toBeNull();
    window.getSelection()?.removeAllRanges();
    await user.click(within(row).getByText('ana@acme.example'));
    expect(openedLead()).toBe('1');
  });
});

it('takes a suggested email in the row, verifies it and undoes it', async () => {
  const lead = sampleLead({ email: 'ana@gmial.com', emailVerdict: 'invalid', emailSuggestion: 'ana@gmail.com' });
  leads = [lead];
  let now = lead;
  const done: unknown[] = [];
  server.use(
    http.get('/leads/1', () =>
      HttpResponse.json({ ...now, phoneLookup: { status: 'none', providers: [], attempts: [] }, suppressedBy: [] }),
    ),
    http.patch('/leads/1', async ({ request }) => {
      const patch = (await request.json()) as Partial<Lead>;
      done.push(patch);
      now = { ...now, ...patch, emailSuggestion: null, version: now.version + 1 };
      return HttpResponse.json(now);
    }),
    http.post('/leads/1/email-verification', () => {
      done.push('verify');
      return HttpResponse.json({ ...now, emailCheck: 'queued' }, { status: 202 });
    }),
  );
  const user = userEvent.setup();
  const { router } = renderPage('/leads');
  await user.click(await screen.findByRole('button', { name: '→ gmail.com?' }));
  await screen.findByText(/changed to ana@gmail\.com/u);
  await user.click(screen.getByRole('button', { name: 'Undo' }));
  await waitFor(() => expect(done).toEqual([{ email: 'ana@gmail.com' }, 'verify', { email: 'ana@gmial.com' }]));
  expect(router.state.location.search).toBe('');
});

describe('live changes', () => {
  it('update the row without a fetch; older states are ignored', async () => {
    const { tell } = renderPage('/leads');
    await rowOf('Ana Pérez');
    const fetches = asked.length;
    tell({
      ...event,
      id: 1,
      name: 'lead.changed',
      data: sampleLead({
        version: 3,
        phoneStatus: 'asking',
        phoneDetail: { provider: 'orion', step: 1, of: 3, waitingUntil: null, reason: null, failed: [] },
      }),
    });
    await waitFor(async () => expect(await rowOf('Ana Pérez')).toHaveTextContent('asking Orion (1 of 3)…'));
    tell({ ...event, id: 2, name: 'lead.changed', data: sampleLead({ version: 2, phoneStatus: 'queued' }) });
    tell({
      ...event,
      id: 3,
      name: 'lead.changed',
      data: sampleLead({ id: 2, version: 2, firstName: 'Jane', lastName: 'Doe' }),
    });
    await rowOf('Jane Doe');
    expect(await rowOf('Ana Pérez')).toHaveTextContent('asking Orion (1 of 3)…');
    expect(asked.filter((query) => !query.includes('count')).length).toBe(
      asked.slice(0, fetches).filter((query) => !query.includes('count')).length,
    );
  });

  it('leave the place of a deleted lead empty under the pointer, until the user shows the changes', async () => {
    const { tell } = renderPage('/leads');
    const row = await rowOf('John Doe');
    fireEvent.pointerEnter(screen.getByRole('grid', { name: 'Leads' }));
    leads = leads.filter(({ id }) => id !== 2);
    tell({ ...event, id: 1, name: 'lead.deleted', data: { id: 2 } });
    const show = await screen.findByRole('button', { name: 'The list has changed · Show changes' });
    expect(row).not.toBeInTheDocument();
    expect(await rowOf('Deleted')).toHaveAttribute('aria-rowindex', '2');
    expect(await rowOf('Ana Pérez')).toHaveAttribute('aria-rowindex', '3');
    await userEvent.click(show);
    await waitFor(async () => expect(await rowOf('Ana Pérez')).toHaveAttribute('aria-rowindex', '2'));
  });

  it('keep the selection', async () => {
    const { tell } = renderPage('/leads');
    await userEvent.click(within(await rowOf('Ana Pérez')).getByRole('checkbox'));
    tell({ ...event, id: 1, name: 'lead.changed', data: sampleLead({ version: 2, lastName: 'García' }) });
    expect(await rowOf('Ana García')).toHaveAttribute('aria-selected', 'true');
    expect(screen.getByRole('toolbar', { name: 'Selected leads' })).toHaveTextContent('1 selected');
  });

  it('fetch the rows on screen after a bulk change', async () => {
    const { tell } = renderPage('/leads');
    await rowOf('Ana Pérez');
    leads = leads.map((lead) => ({ ...lead, version: 2, phoneStatus: 'queued' }));
    tell({ ...event, id: 1, name: 'leads.changed', data: { jobId: 4, importId: null } });
    await waitFor(async () => expect(await rowOf('Ana Pérez')).toHaveTextContent('waiting'));
  });

  it('show the state of rows that a job took out of the filter, in their places', async () => {
    const { tell } = renderPage('/leads?phoneStatus=none');
    await rowOf('Ana Pérez');
    fireEvent.pointerEnter(screen.getByRole('grid', { name: 'Leads' }));
    const queued = leads.map((lead) => ({ ...lead, version: 2, phoneStatus: 'queued' as const }));
    server.use(
      http.get('/leads', ({ request }) => {
        const isOfJob = new URL(request.url).searchParams.get('jobId') === '4';
        return HttpResponse.json({ leads: isOfJob ? queued : [], nextCursor: null });
      }),
    );
    tell({ ...event, id: 1, name: 'leads.changed', data: { jobId: 4, importId: null } });
    await waitFor(async () => expect(await rowOf('Ana Pérez')).toHaveTextContent('waiting'));
    expect(await rowOf('John Doe')).toHaveAttribute('aria-rowindex', '2');
    expect(await screen.findByRole('button', { name: 'The list has changed · Show changes' })).toBeVisible();
  });
});

describe('a search', () => {
  beforeEach(() => {
    leads = [
      sampleLead({ id: 3, firstName: 'Berlin', lastName: 'Ames' }),
      sampleLead({ id: 2, firstName: 'John', lastName: 'Doe', tags: ['fair, Berlin'] }),
    ];
  });

  it('marks what it found, and says where it found a lead that no column shows', async () => {
    const user = userEvent.setup();
    server.use(http.get('/message-templates/fields', () => HttpResponse.json({ fields: [] })));
    renderPage('/leads?q=berlin');
    const shown = await rowOf('Ames');
    expect(shown.querySelector('mark')).toHaveTextContent('Berlin');
    expect(shown).not.toHaveTextContent('Found in');
    const hidden = await rowOf('John Doe');
    // Screen readers read it as part of the cell with the name.
    expect(within(hidden).getAllByRole('gridcell')[1]).toHaveTextContent('John DoeFound in Tag: fair, Berlin');
    expect(hidden.querySelector('mark')).toHaveTextContent('Berlin');

    await user.click(screen.getByRole('button', { name: 'Columns' }));
    await user.click(await screen.findByRole('checkbox', { name: 'Tags' }));
    expect(await rowOf('John Doe')).not.toHaveTextContent('Found in');
  });
});

describe('the order of a file', () => {
  it('is offered for the leads of an import only', async () => {
    const user = userEvent.setup();
    server.use(http.get('/imports', () => HttpResponse.json({ imports: [], nextCursor: null })));
    const { router } = renderPage('/leads?importId=7&sort=importRow');
    const button = await screen.findByRole('button', { name: 'File order' });
    expect(button).toHaveAttribute('aria-pressed', 'true');
    await waitFor(() => expect(asked.some((query) => query.includes('importId=7&sort=importRow'))).toBe(true));
    await user.click(button);
    expect(router.state.location.search).toBe('?importId=7');
    await user.click(button);
    expect(router.state.location.search).toBe('?importId=7&sort=importRow');
    await user.click(screen.getByRole('button', { name: 'Clear all filters' }));
    expect(router.state.location.search).toBe('');
    expect(screen.queryByRole('button', { name: 'File order' })).toBeNull();
  });
});

describe('a lead that an address opened', () => {
  const open = async (address: string, place: number | null): Promise<string[]> => {
    const requested: string[] = [];
    server.use(
      http.get('/leads/:id', () =>
        HttpResponse.json({
          ...sampleLead({ id: 900, lastName: 'Far' }),
          suppressedBy: [],
          phoneLookup: { status: 'none', providers: [], attempts: [] },
        }),
      ),
      http.get('/leads/:id/history', () => HttpResponse.json({ changes: [], nextCursor: null })),
      http.get('/leads/:id/place', ({ request }) => {
        requested.push(request.url);
        return HttpResponse.json({ place: new URL(request.url).searchParams.has('q') ? null : place });
      }),
    );
    renderPage(address);
    await screen.findByRole('heading', { name: 'Ana Far' });
    return requested;
  };

  it('has its place in the list, and its row is shown', async () => {
    leads = manyLeads(1_000).map((lead) => (lead.id === 900 ? { ...lead, firstName: 'Ana', lastName: 'Far' } : lead));
    await open('/leads?lead=900', 101);
    expect(await screen.findByText('101 of 1,000')).toBeVisible();
    const grid = screen.getByRole('grid', { name: 'Leads' });
    await waitFor(() => expect(grid.scrollTop).toBeGreaterThan(50 * 36));
    fireEvent.scroll(grid);
    await waitFor(() => expect(within(grid).getByText('Ana Far')).toBeVisible());
    expect(await screen.findByRole('button', { name: 'Next lead' })).toBeEnabled();
  });

  it('is shown on request when the filter excludes it', async () => {
    const user = userEvent.setup();
    leads = manyLeads(3);
    await open('/leads?q=lead&lead=900', 2);
    await user.click(await screen.findByRole('button', { name: 'Show it' }));
    expect(await screen.findByText('2 of 3')).toBeVisible();
    expect(screen.queryByText(/Not in this list/u)).toBeNull();
  });
});

describe('selection', () => {
  it('says that it is not shown under another filter, and shows it', async () => {
    const user = userEvent.setup();
    server.use(
      http.get('/leads', ({ request }) => {
        const query = new URL(request.url).searchParams;
        const found = query.get('q') === 'doe' ? leads.slice(0, 1) : leads;
        return HttpResponse.json({ leads: found, nextCursor: null, total: found.length });
      }),
    );
    const { router } = renderPage('/leads?country=ES');
    await user.click(within(await rowOf('Ana Pérez')).getByRole('checkbox'));
    const bar = screen.getByRole('toolbar', { name: 'Selected leads' });
    expect(within(bar).getByRole('status')).toHaveTextContent(/^1 selected$/u);
    await act(() => router.navigate('/leads?country=ES&q=doe'));
    expect(await within(bar).findByText('1 selected, not shown here')).toBeVisible();
    await user.click(within(await rowOf('John')).getByRole('checkbox'));
    expect(within(bar).getByRole('status')).toHaveTextContent('2 selected, 1 not shown here');
    await user.click(within(bar).getByRole('button', { name: 'Show' }));
    expect(router.state.location.search).toBe('?country=ES');
    await waitFor(() => expect(within(bar).getByRole('status')).toHaveTextContent(/^2 selected$/u));
  });

  it('can’t select all loaded leads while the screen shows those of another filter', async () => {
    const { router } = renderPage('/leads');
    await rowOf('Ana Pérez');
    const all = screen.getByRole('checkbox', { name: 'Select all loaded leads' });
    let answer = (): void => undefined;
    const answered = new Promise<void>((resolve) => {
      answer = resolve;
    });
    server.use(
      http.get('/leads', async () => {
        await answered;
        return HttpResponse.json({ leads: [sampleLead({ id: 9 })], nextCursor: null, total: 1 });
      }),
    );
    await act(() => router.navigate('/leads?country=ES'));
    await waitFor(() => expect(all).toBeDisabled());
    answer();
    await waitFor(() => expect(all).toBeEnabled());
    await userEvent.click(all);
    expect(screen.getByRole('toolbar', { name: 'Selected leads' })).toHaveTextContent('1 selected');
  });

  it('selects a range with Shift, and with the keyboard', async () => {
    leads = manyLeads(10);
    const user = userEvent.setup();
    renderPage('/leads');
    await user.click(within(await rowOf('Lead No 9')).getByRole('checkbox'));
    await user.keyboard('{Shift>}');
    await user.click(within(await rowOf('Lead No 6')).getByRole('checkbox'));
    await user.keyboard('{/Shift}');
    expect(screen.getByRole('toolbar', { name: 'Selected leads' })).toHaveTextContent('4 selected');
    await user.click(screen.getByRole('grid'));
    await user.keyboard('{ArrowDown} ');
    expect(screen.getByRole('toolbar', { name: 'Selected leads' })).toHaveTextContent('5 selected');
  });

  it('sends all matching leads as a filter, shows the cost and starts one job', async () => {
    leads = manyLeads(250);
    const bodies: unknown[] = [];
    const keys: (string | null)[] = [];
    server.use(
      http.post('/phone-lookups/estimate', () =>
        HttpResponse.json({
          leads: 180,
          skipped: [{ reason: { code: 'has_phone', text: 'have a phone' }, count: 70 }],
          cost: { leastMicros: 0, expectedMicros: 9_000_000, mostMicros: 18_000_000 },
          costAtAny: null,
          waterfall: [],
          etaSeconds: 72,
        }),
      ),
      http.post('/phone-lookups', async ({ request }) => {
        bodies.push(await request.json());
        keys.push(request.headers.get('idempotency-key'));
        return HttpResponse.json(sampleJob({ id: 5 }), { status: 202 });
      }),
    );
    const user = userEvent.setup();
    renderPage('/leads?country=ES');
    await rowOf('Lead No 250');
    await user.click(screen.getByRole('checkbox', { name: 'Select all loaded leads' }));
    await user.click(await screen.findByRole('button', { name: 'Select all 250 matching leads' }));
    await user.click(within(await rowOf('Lead No 249')).getByRole('checkbox'));
    await user.click(screen.getByRole('button', { name: 'Find phone numbers' }));
    const dialog = await screen.findByRole('dialog', { name: 'Find phone numbers' });
    await within(dialog).findByText(/180 will be looked up/u);
    expect(dialog).toHaveTextContent('70 have a phone');
    expect(dialog).toHaveTextContent('€9.00');
    await user.clear(within(dialog).getByLabelText('Spending limit (optional)'));
    await user.type(within(dialog).getByLabelText('Spending limit (optional)'), '5');
    const start = within(dialog).getByRole('button', { name: 'Find 180 phone numbers' });
    await waitFor(() => expect(start).toBeEnabled());
    await user.click(start);
    await waitFor(() =>
      expect(bodies).toEqual([
        { filter: { country: ['ES'] }, exceptIds: [249], scope: 'missing', force: false, maxCostMicros: 5_000_000 },
      ]),
    );
    expect(keys[0]).toMatch(/./u);
    // The dock leaves the page usable, and the focus is where the work goes on.
    const dock = await screen.findByRole('region', { name: 'Jobs' });
    await waitFor(() => expect(dock).toHaveTextContent('Find phone numbers for 180 leads'));
    expect(screen.queryByRole('dialog')).toBeNull();
    expect(screen.getByRole('button', { name: 'Find phone numbers' })).toHaveFocus();
  });
});

describe('keys', () => {
  it('act only in the table, and Escape closes a dialog before it clears the selection', async () => {
    const lookedUp: unknown[] = [];
    server.use(
      http.post('/leads/:id/phone-lookup', ({ params }) => {
        lookedUp.push(params['id']);
        return HttpResponse.json({ leadId: 2, workflowId: 'phone-2', phoneStatus: 'queued' }, { status: 202 });
      }),
      http.post('/phone-lookups/estimate', () => new Promise<never>(() => undefined)),
    );
    const user = userEvent.setup();
    renderPage('/leads');
    const row = await rowOf('John Doe');
    expect(screen.getByRole('grid', { name: 'Leads' })).toHaveFocus();
    expect(row).toHaveAttribute('data-active');
    await user.keyboard(' ');
    const bar = screen.getByRole('toolbar', { name: 'Selected leads' });
    expect(bar).toHaveTextContent('1 selected');

    screen.getByRole('link', { name: 'Jobs' }).focus();
    await user.keyboard('fv{Escape}');
    expect(lookedUp).toEqual([]);
    expect(bar).toHaveTextContent('1 selected');

    const findPhones = within(bar).getByRole('button', { name: 'Find phone numbers' });
    findPhones.focus();
    await user.keyboard('{Enter}');
    expect(screen.getByRole('dialog', { name: 'Find phone numbers' })).toContainElement(
      document.activeElement as HTMLElement,
    );
    await user.keyboard('?f/{Escape}');
    expect(screen.queryByRole('dialog')).toBeNull();
    expect(findPhones).toHaveFocus();
    expect(bar).toHaveTextContent('1 selected');

    screen.getByRole('grid', { name: 'Leads' }).focus();
    await user.keyboard('f');
    expect(await screen.findByText(/Looking up John Doe/u)).toBeInTheDocument();
    expect(lookedUp).toEqual(['2']);
    await user.keyboard('{Escape}');
    await waitFor(() => expect(screen.queryByRole('toolbar', { name: 'Selected leads' })).toBeNull());
  });
});

describe('an export', () => {
  it('downloads the shown leads, for a spreadsheet or for a program', async () => {
    const user = userEvent.setup();
    renderPage('/leads?country=ES&sort=email');
    await rowOf('Ana Pérez');
    await user.click(screen.getByRole('button', { name: 'Export' }));
    const dialog = await screen.findByRole('dialog', { name: 'Export 2 leads' });
    const link = within(dialog).getByRole('link', { name: 'Download 2 leads' });
    expect(link).toHaveAttribute('href', '/leads/export.csv?country=ES&sort=email&mode=spreadsheet');
    expect(link).toHaveAttribute('download');
    await user.click(within(dialog).getByRole('radio', { name: 'For another program' }));
    expect(link).toHaveAttribute('href', '/leads/export.csv?country=ES&sort=email&mode=raw');
  });

  it('has semicolons where numbers have a decimal comma, unless another separator is chosen', async () => {
    vi.spyOn(navigator, 'language', 'get').mockReturnValue('de-DE');
    const user = userEvent.setup();
    renderPage('/leads?country=ES&sort=email');
    await rowOf('Ana Pérez');
    await user.click(screen.getByRole('button', { name: 'Export' }));
    const dialog = await screen.findByRole('dialog', { name: 'Export 2 leads' });
    const link = within(dialog).getByRole('link', { name: 'Download 2 leads' });
    expect(link).toHaveAttribute('href', expect.stringContaining('mode=spreadsheet&delimiter=semicolon'));
    await user.selectOptions(within(dialog).getByRole('combobox', { name: 'Separator' }), 'Tab');
    expect(link).toHaveAttribute('href', expect.stringContaining('mode=spreadsheet&delimiter=tab'));
  });

  it('downloads the selected leads', async () => {
    leads = manyLeads(250);
    const user = userEvent.setup();
    renderPage('/leads?country=ES');
    await user.click(within(await rowOf('Lead No 250')).getByRole('checkbox'));
    const bar = screen.getByRole('toolbar', { name: 'Selected leads' });
    const link = async (): Promise<string | null> => {
      await user.click(within(bar).getByRole('button', { name: 'Export' }));
      const dialog = await screen.findByRole('dialog');
      const address = within(dialog).getByRole('link').getAttribute('href');
      await user.click(within(dialog).getByRole('button', { name: 'Cancel' }));
      return address;
    };
    expect(await link()).toBe('/leads/export.csv?sort=-id&ids=250&mode=spreadsheet');
    await user.click(within(bar).getByRole('button', { name: 'Select all 250 matching leads' }));
    await user.click(within(await rowOf('Lead No 249')).getByRole('checkbox'));
    expect(await link()).toBe('/leads/export.csv?country=ES&sort=-id&exceptIds=249&mode=spreadsheet');
  });
});

describe('one lookup', () => {
  it('shows "waiting" at once, and reverts it when the server refuses', async () => {
    let refuse: () => void = () => undefined;
    const refused = new Promise<void>((resolve) => {
      refuse = resolve;
    });
    server.use(
      http.post('/leads/1/phone-lookup', async () => {
        await refused;
        return HttpResponse.json(
          {
            type: 'x',
            title: 'Not possible',
            status: 409,
            detail: 'Marked do-not-contact.',
            errors: [],
            requestId: 'r',
          },
          { status: 409 },
        );
      }),
    );
    renderPage('/leads');
    await userEvent.click(within(await rowOf('Ana Pérez')).getByRole('button', { name: 'Find' }));
    await waitFor(async () => expect(await rowOf('Ana Pérez')).toHaveTextContent('waiting'));
    refuse();
    await waitFor(async () => expect(await rowOf('Ana Pérez')).toHaveTextContent('—'));
    expect(await screen.findByText('Couldn’t start the lookup for Ana Pérez')).toBeInTheDocument();
  });
});
