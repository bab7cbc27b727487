import type { LeadPhone } from '@tinygenesy/contract';
import { Fragment } from 'react';
import { Words } from './cells.tsx';
import { MarkedNumber } from './Marked.tsx';

export const FurtherNumbers = ({ phones }: { phones: readonly LeadPhone[] }) => (
  <Words>
    {phones.map(({ number }, index) => (
      <Fragment key={number}>
        {index === 0 ? '' : ', '}
        <MarkedNumber number={number} />
      </Fragment>
    ))}
  </Words>
);
