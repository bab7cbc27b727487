import type { Lead } from '@tinygenesy/contract';
import { Name } from './cells.tsx';
import classes from './NameAndPhone.module.css';
import { PhoneCell } from './PhoneCell.tsx';

/** A lead's name above its phone number, for screens with room for one column. */
export const NameAndPhone = ({ lead }: { lead: Lead }) => (
  <span className={classes['lines']}>
    <Name lead={lead} />
    <span className={classes['phone']}>
      <PhoneCell lead={lead} />
    </span>
  </span>
);
