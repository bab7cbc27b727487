import { Alert, type AlertProps } from '@mantine/core';
import type { ReactNode } from 'react';
import { errorWords } from '../../api/ApiProblem.ts';

type ErrorAlertProps = Pick<AlertProps, 'p' | 'mt'> & {
  title: string;
  /** Null renders nothing. */
  error: unknown;
  /** Follows the error: a link to fix its cause. */
  children?: ReactNode;
};

/** Error of a failed action, beside the button that the user pressed. */
export const ErrorAlert = ({ title, error, children, ...spacing }: ErrorAlertProps) =>
  error === null ? null : (
    <Alert {...spacing} role="alert" color="red" variant="light" title={title}>
      {errorWords(error)}
      {children}
    </Alert>
  );
