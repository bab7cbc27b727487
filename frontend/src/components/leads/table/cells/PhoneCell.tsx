import type { Lead } from '@tinygenesy/contract';
import { type PhoneCell as PhoneCellWords, phoneCell } from '../../../../words/phone.ts';
import { useLeadActions } from '../LeadActionsContext.ts';
import { CellAction } from './CellAction.tsx';
import { MarkedNumber } from './Marked.tsx';
import classes from './PhoneCell.module.css';

const actionWords = { find: 'Find', retry: 'Retry' } as const;

// `title` attributes instead of tooltip components: a component in every cell makes scrolling slow.

const PhoneNumber = ({ cell, onCopy }: { cell: PhoneCellWords; onCopy: (number: string) => void }) => {
  const { number } = cell;
  if (number === null) return null;
  if (cell.isTestData) return <s className={classes['sandboxNumber']}>{cell.written}</s>;
  return (
    <>
      <button
        type="button"
        tabIndex={-1}
        title="Click to copy"
        className={classes['number']}
        aria-label={`Copy ${cell.written ?? number}`}
        onClick={(event) => {
          event.stopPropagation();
          onCopy(number);
        }}
      >
        <MarkedNumber number={cell.written ?? number} />
      </button>
      {cell.unusual === null ? null : (
        <span role="img" aria-label={cell.unusual} title={cell.unusual} className={classes['unusual']}>
          ⚠
        </span>
      )}
    </>
  );
};

/** A lead's phone number with its kind and source, or the status of its lookup in words and color. */
export const PhoneCell = ({ lead }: { lead: Lead }) => {
  const { mode, providerName, findPhone, copyPhone } = useLeadActions();
  const cell = phoneCell(lead, mode, providerName);
  const { number, action } = cell;
  const beside = [cell.lineType, cell.source].filter((words) => words !== null).join(' · ');
  return (
    <span className={classes['cell']} data-tone={cell.tone} data-status={lead.phoneStatus}>
      <PhoneNumber cell={cell} onCopy={copyPhone} />
      {/* The state of a lookup that runs is worth more than where the number came from. */}
      {beside === '' || cell.words !== null ? null : <span className={classes['source']}>{beside}</span>}
      {number === null && cell.words === null ? (
        <span className={classes['dash']} aria-hidden>
          —
        </span>
      ) : null}
      {cell.words === null ? null : (
        <span className={classes['words']} title={[cell.words, cell.more].filter(Boolean).join(' · ')}>
          {lead.phoneStatus === 'asking' ? <span className="spinner" aria-hidden /> : null}
          {cell.words}
        </span>
      )}
      {action === null ? null : (
        <CellAction
          label={actionWords[action]}
          // A job on hold is told once, above the table.
          isAlwaysVisible={action === 'retry' && lead.phoneStatus !== 'on_hold'}
          onClick={() => findPhone(lead)}
        />
      )}
    </span>
  );
};
