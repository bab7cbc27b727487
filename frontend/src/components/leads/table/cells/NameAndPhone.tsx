import type { Lead } from '@tinygenesy/contract';
import { Name } from './cells.tsx';
import { FoundIn } from './Marked.tsx';
import classes from './NameAndPhone.module.css';
import { PhoneCell } from './PhoneCell.tsx';

/** A lead's name above its phone number, for screens with room for one column. */
export const NameAndPhone = ({ lead }: { lead: Lead }) => (
  <span className={classes['lines']}>
    <span className={classes['name']}>
      <Name lead={lead} />
      <FoundIn lead={lead} />
    </span>
    <span className={classes['phone']}>
      <PhoneCell lead={lead} />
    </span>
  </span>
);
