import { Alert, Button, Text } from '@mantine/core';
import type { ReactNode } from 'react';

type AlertWithActionProps = {
  color: 'red' | 'yellow';
  role?: 'alert';
  title: string;
  children: ReactNode;
  action: string;
  isPending: boolean;
  onAction: () => void;
};

/** Reason why a provider is not called, and a button that resumes calls. */
export const AlertWithAction = ({
  color,
  role,
  title,
  children,
  action,
  isPending,
  onAction,
}: AlertWithActionProps) => (
  <Alert {...(role === undefined ? {} : { role })} color={color} variant="light" p="xs" title={title}>
    <Text size="sm">{children}</Text>
    <Button size="compact-sm" mt="xs" variant="default" disabled={isPending} onClick={onAction}>
      {isPending ? 'Saving…' : action}
    </Button>
  </Alert>
);
