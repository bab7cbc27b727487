import type { Lead } from '@tinygenesy/contract';
import { type MarkedPart, markNumber, markText, searchMatch } from '../../../../words/searchMatch.ts';
import { useTableSearch } from '../SearchContext.ts';
import classes from './cells.module.css';

const Parts = ({ parts }: { parts: readonly MarkedPart[] }) =>
  parts.map(({ text, isFound }, index) => (isFound ? <mark key={index}>{text}</mark> : text));

/** A text in which the part that the search found is marked. */
export const Marked = ({ text }: { text: string }) => {
  const parts = markText(text, useTableSearch().pieces);
  return parts === null ? text : <Parts parts={parts} />;
};

/** A phone number in which the digits that the search found are marked. */
export const MarkedNumber = ({ number }: { number: string }) => {
  const parts = markNumber(number, useTableSearch().pieces);
  return parts === null ? number : <Parts parts={parts} />;
};

/** Where the search found a lead, if no column on screen shows it. */
export const FoundIn = ({ lead }: { lead: Lead }) => {
  const { pieces, shown } = useTableSearch();
  const match = searchMatch(lead, pieces, shown);
  if (match === null) return null;
  const words = match.parts.map(({ text }) => text).join('');
  return (
    <span className={classes['foundIn']} dir="auto" title={`Found in ${match.field}: ${words}`} data-found-in>
      <span className={classes['forScreenReaders']}>Found in </span>
      {match.field}: <Parts parts={match.parts} />
    </span>
  );
};
