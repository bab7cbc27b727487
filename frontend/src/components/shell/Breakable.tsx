import { Fragment } from 'react';

/** An email or another address that breaks after its signs before it breaks within a word. */
export const Breakable = ({ children }: { children: string }) =>
  children.split(/(?<=[@./_-])(?=[^@./_-])/u).map((part, index) => (
    // oxlint-disable-next-line react/no-array-index-key -- parts have no other identity
    <Fragment key={index}>
      {index === 0 ? null : <wbr />}
      {part}
    </Fragment>
  ));
