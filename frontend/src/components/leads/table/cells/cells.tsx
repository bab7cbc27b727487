import type { Lead } from '@tinygenesy/contract';
import type { ReactNode } from 'react';
import { countryName } from '../../../../words/country.ts';
import { leadName } from '../../leadName.ts';
import { useLeadActions } from '../LeadActionsContext.ts';
import classes from './cells.module.css';
import { Flag } from './Flag.tsx';
import { FoundIn, Marked } from './Marked.tsx';

// Plain elements: Mantine's components in every cell make scrolling slow.

/** Text of a cell, cut at its end where it does not fit. */
export const Words = ({ children }: { children: ReactNode }) => (
  <span className={classes['text']} dir="auto">
    {typeof children === 'string' ? <Marked text={children} /> : children}
  </span>
);

/** A lead's name, which opens the lead. Below it, where the search found the lead if no column shows it. */
export const NameCell = ({ lead }: { lead: Lead }) => (
  <span className={classes['lines']}>
    <Name lead={lead} />
    <FoundIn lead={lead} />
  </span>
);

export const Name = ({ lead }: { lead: Lead }) => {
  const { open } = useLeadActions();
  return (
    <button
      type="button"
      tabIndex={-1}
      className={classes['name']}
      onClick={(event) => {
        event.stopPropagation();
        open(lead.id);
      }}
    >
      {lead.suppressed ? (
        <span role="img" aria-label="On the suppression list" title="On the suppression list">
          ⊘{' '}
        </span>
      ) : null}
      <Marked text={leadName(lead)} />
    </button>
  );
};

export const Country = ({ lead }: { lead: Lead }) => {
  if (lead.countryCode !== null) {
    return (
      <>
        <Flag country={lead.countryCode} />
        <Words>{countryName(lead.countryCode)}</Words>
      </>
    );
  }
  if (lead.countryRaw === null) return null;
  return (
    <span className={classes['text']} title={`“${lead.countryRaw}” is not a known country`}>
      <span aria-hidden>⚠ </span>Unknown country
    </span>
  );
};

type LinkProps = { address: string; label: string; isWhole?: true; children: ReactNode };
const OutsideLink = ({ address, label, isWhole, children }: LinkProps) => (
  <a
    href={address}
    target="_blank"
    rel="noreferrer"
    tabIndex={-1}
    className={classes['link']}
    data-whole={isWhole}
    aria-label={label}
    onClick={(event) => event.stopPropagation()}
  >
    {children}
  </a>
);

/** A company with a link to its website. */
export const Company = ({ lead }: { lead: Lead }) => (
  <>
    <Words>{lead.companyName}</Words>
    {lead.companyWebsite === null ? null : (
      <OutsideLink address={`https://${lead.companyWebsite}`} label={`Open ${lead.companyWebsite}`} isWhole>
        ↗
      </OutsideLink>
    )}
  </>
);

/** A web address as a link, without what all of them begin with. */
export const Address = ({ address }: { address: string | null }) => {
  if (address === null) return null;
  const words = address.replace(/^https?:\/\/(?:www\.)?/u, '').replace(/\/$/u, '');
  return (
    <OutsideLink address={address} label={`Open ${words}`}>
      {words}
    </OutsideLink>
  );
};

export const Tags = ({ tags }: { tags: readonly string[] }) =>
  tags.map((tag) => (
    <span key={tag} className={classes['tag']}>
      <Marked text={tag} />
    </span>
  ));
