import classes from './FunnelBar.module.css';

export type FunnelPart = { key: string; count: number; /** A CSS color with a word beside the bar. */ color: string };

/**
 * One step of a funnel: a bar as wide as the share of leads that reach it, in parts. The numbers are in the table around
 * it, so screen readers skip it.
 */
export const FunnelBar = ({ total, parts }: { total: number; parts: readonly FunnelPart[] }) => {
  const reached = parts.reduce((sum, part) => sum + part.count, 0);
  if (total === 0 || reached === 0) return null;
  return (
    <div className={classes['reach']} style={{ width: `${(100 * reached) / total}%` }} aria-hidden>
      {parts
        .filter((part) => part.count > 0)
        .map((part) => (
          <div key={part.key} className={classes['part']} style={{ flexGrow: part.count, background: part.color }} />
        ))}
    </div>
  );
};
