import { useEffect, useRef } from 'react';
import classes from './Import.module.css';

const steps = ['File', 'Columns', 'Review', 'Done'] as const;
export type Step = (typeof steps)[number];

/** The steps of an import. A new step receives the focus, so that screen readers announce it. */
export const Steps = ({ current, fileName }: { current: Step; fileName?: string }) => {
  const at = steps.indexOf(current);
  const here = useRef<HTMLLIElement>(null);
  useEffect(() => {
    if (current !== 'File') here.current?.focus({ preventScroll: true });
  }, [current]);
  return (
    <ol className={classes['steps']} aria-label="Steps">
      {steps.map((step, index) => (
        <li
          key={step}
          className={classes['step']}
          data-past={index < at || undefined}
          ref={index === at ? here : null}
          tabIndex={index === at ? -1 : undefined}
          aria-current={index === at ? 'step' : undefined}
        >
          <span className={classes['stepNumber']} aria-hidden>
            {index < at ? '✓' : index + 1}
          </span>
          {step}
        </li>
      ))}
      {fileName === undefined ? null : (
        <li className={classes['fileName']} title={fileName}>
          {fileName}
        </li>
      )}
    </ol>
  );
};
