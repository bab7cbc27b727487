import { Alert, Button, Group, Text } from '@mantine/core';
import { Component, type ComponentType, lazy, type ReactNode, Suspense, useState } from 'react';
import { EarlyDialog } from './Dialog.tsx';
import { Working } from './Working.tsx';

/** Shows `failed` instead of children that threw an error, until a retry. React offers this only to classes. */
class Retry extends Component<
  { children: ReactNode; failed: (retry: () => void) => ReactNode },
  { hasFailed: boolean }
> {
  override state = { hasFailed: false };

  static getDerivedStateFromError(): { hasFailed: boolean } {
    return { hasFailed: true };
  }

  override render(): ReactNode {
    return this.state.hasFailed ? this.props.failed(() => this.setState({ hasFailed: false })) : this.props.children;
  }
}

const NotLoaded = ({ onRetry }: { onRetry: () => void }) => (
  <Alert role="alert" color="red" variant="light" title="Couldn’t load this part of the page" m="md">
    <Group justify="space-between" align="end" gap="sm">
      <Text size="sm">The server did not respond. Nothing was changed.</Text>
      <Button size="xs" variant="light" color="red" onClick={onRetry}>
        Try again
      </Button>
    </Group>
  </Alert>
);

type Later<P> = ComponentType<P> & { preload: () => void };

/**
 * Returns a component whose code is loaded when it is first shown, or before by `preload`. If it can't be loaded, it says
 * so and offers a retry.
 */
export const loadLater = <P extends object>(load: () => Promise<ComponentType<P>>): Later<P> => {
  let loaded: ComponentType<P> | null = null;
  let loading: Promise<ComponentType<P>> | null = null;
  const begin = (): Promise<ComponentType<P>> => {
    // A component is shown when the library's styles that it may use are there.
    loading ??= Promise.all([import('./furtherStyles.css'), load()]).then(
      ([, component]) => (loaded = component),
      (error: unknown) => {
        loading = null;
        throw error;
      },
    );
    return loading;
  };
  const pending = () => lazy(async () => ({ default: await begin() }));
  let Pending = pending();
  const Shown = (props: P) => {
    // Loaded already, it is shown at once.
    const [Content, setContent] = useState<ComponentType<P>>(() => loaded ?? Pending);
    const again = (): void => {
      Pending = pending();
      setContent(() => Pending);
    };
    const failed = (reset: () => void): ReactNode => {
      const retry = (): void => {
        again();
        reset();
      };
      return <NotLoaded onRetry={retry} />;
    };
    return (
      <Retry failed={failed}>
        <Suspense fallback={<Working>Loading…</Working>}>
          <Content {...props} />
        </Suspense>
      </Retry>
    );
  };
  return Object.assign(Shown, { preload: () => void begin().catch(() => undefined) });
};

/** A dialog whose code is loaded later. At once, an empty dialog of this title takes the focus and covers the page. */
export const dialogLater = <P extends { onClose: () => void }>(
  title: string,
  load: () => Promise<ComponentType<P>>,
): Later<P> => {
  const Content = loadLater(load);
  const Shown = (props: P) => (
    <EarlyDialog title={title} onClose={props.onClose}>
      <Content {...props} />
    </EarlyDialog>
  );
  return Object.assign(Shown, { preload: Content.preload });
};
