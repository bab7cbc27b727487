import { Kbd, TextInput } from '@mantine/core';
import { useDebouncedCallback, useHotkeys } from '@mantine/hooks';
import { IconSearch } from '@tabler/icons-react';
import { useEffect, useRef, useState } from 'react';
import { useLocation, useNavigate, useSearchParams } from 'react-router';
import { isPageCovered, leaveField } from './layers.ts';

const typingPauseMs = 200;

/** Searches the leads from every page. The address stores the search. */
export const GlobalSearch = () => {
  const navigate = useNavigate();
  const onLeads = useLocation().pathname === '/leads';
  const [query] = useSearchParams();
  const inAddress = query.get('q') ?? '';
  const [typed, setTyped] = useState(inAddress);
  const input = useRef<HTMLInputElement>(null);

  const search = useDebouncedCallback((text: string) => {
    const next = new URLSearchParams(onLeads ? query : undefined);
    if (text.trim() === '') next.delete('q');
    else next.set('q', text.trim());
    void navigate({ pathname: '/leads', search: next.toString() }, { replace: onLeads });
  }, typingPauseMs);

  // Follows changes of the address by a cleared filter or the back button.
  useEffect(() => {
    if (document.activeElement !== input.current) setTyped(inAddress);
  }, [inAddress]);
  useHotkeys([
    [
      '/',
      () => {
        if (!isPageCovered()) input.current?.focus();
      },
    ],
  ]);

  return (
    <TextInput
      ref={input}
      type="search"
      role="searchbox"
      aria-label="Search leads"
      aria-keyshortcuts="/"
      placeholder="Search leads"
      size="xs"
      maw={420}
      flex={1}
      leftSection={<IconSearch size={14} aria-hidden />}
      rightSection={
        typed === '' ? (
          <Kbd size="xs" aria-hidden>
            /
          </Kbd>
        ) : null
      }
      value={typed}
      onChange={(event) => {
        setTyped(event.currentTarget.value);
        search(event.currentTarget.value);
      }}
      onKeyDown={(event) => {
        if (event.key !== 'Escape') return;
        event.preventDefault();
        setTyped('');
        search('');
        leaveField(event.currentTarget);
      }}
    />
  );
};
