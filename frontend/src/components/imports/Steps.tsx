import classes from './Import.module.css';

const steps = ['File', 'Columns', 'Review', 'Done'] as const;
export type Step = (typeof steps)[number];

/** Where a person is on the way from a file to leads. */
export const Steps = ({ current }: { current: Step }) => {
  const at = steps.indexOf(current);
  return (
    <ol className={classes['steps']} aria-label="Steps">
      {steps.map((step, index) => (
        <li
          key={step}
          className={classes['step']}
          data-past={index < at || undefined}
          aria-current={index === at ? 'step' : undefined}
        >
          <span className={classes['stepNumber']} aria-hidden>
            {index < at ? '✓' : index + 1}
          </span>
          {step}
        </li>
      ))}
    </ol>
  );
};
