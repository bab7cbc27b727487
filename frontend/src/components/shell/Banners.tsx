import { Anchor, Code, List, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { unreachableWords } from '../../api/ApiProblem.ts';
import { useClearSandboxNumbers } from '../../api/leads/clearSandboxNumbers.ts';
import { useMeta } from '../../api/session/getMeta.ts';
import { tell, tellError } from '../../app/notify.ts';
import { count } from '../../words/numbers.ts';
import { Dialog } from './Dialog.tsx';
import classes from './Shell.module.css';

const GoLive = ({ opened, onClose }: { opened: boolean; onClose: () => void }) => (
  <Dialog opened={opened} onClose={onClose} title="How to go live">
    <Text size="sm" mb="sm">
      In sandbox mode, test providers on this machine return sandbox numbers at no cost. To use the real providers:
    </Text>
    <List size="sm" type="ordered" spacing="xs">
      <List.Item>
        Set <Code>PROVIDERS=live</Code> in the file <Code>.env</Code> next to <Code>package.json</Code>.
      </List.Item>
      <List.Item>
        Set your provider keys in the same file: <Code>ORION_API_KEY</Code>, <Code>ASTRA_API_KEY</Code>,{' '}
        <Code>NIMBUS_API_KEY</Code>.
      </List.Item>
      <List.Item>Stop TinyGenesy with Ctrl-C and start it again.</List.Item>
    </List>
    <Text size="sm" mt="sm" c="dimmed">
      After the restart, calls cost real money. Sandbox numbers stay marked and count as missing.
    </Text>
  </Dialog>
);

const ClearSandboxNumbers = () => {
  const clear = useClearSandboxNumbers();
  return (
    <Anchor
      component="button"
      type="button"
      size="xs"
      disabled={clear.isPending}
      onClick={() =>
        clear.mutate(undefined, {
          onSuccess: (answer) => {
            if (answer.kind === 'job') return;
            const { cleared } = answer.result;
            tell(`${count(cleared)} sandbox ${cleared === 1 ? 'number' : 'numbers'} cleared.`);
          },
          onError: (error) => tellError('Couldn’t clear the sandbox numbers', error),
        })
      }
    >
      {clear.isPending ? 'Clearing…' : 'Clear sandbox numbers'}
    </Anchor>
  );
};

/** Notices about the whole product: no connection, sandbox mode, sandbox numbers in live mode, no workflow engine. */
export const Banners = () => {
  const { data: meta, failureCount } = useMeta();
  const [helpOpened, help] = useDisclosure(false);
  if (meta === undefined) return null;
  return (
    <>
      {failureCount > 0 ? (
        <div className={classes['banner']} data-bad role="alert">
          {unreachableWords}
        </div>
      ) : null}
      {meta.mode === 'sandbox' ? (
        <div className={classes['banner']} role="note" aria-label="Sandbox">
          <span>Sandbox providers: numbers are test data.</span>
          <Anchor component="button" type="button" size="xs" onClick={help.open}>
            Go live
          </Anchor>
        </div>
      ) : null}
      {meta.mode === 'live' && meta.sandboxNumbers > 0 ? (
        <div className={classes['banner']} role="note" aria-label="Sandbox numbers">
          <span>
            {count(meta.sandboxNumbers)} {meta.sandboxNumbers === 1 ? 'number is' : 'numbers are'} from the sandbox
            (test data). Such numbers are struck through and count as missing.
          </span>
          <ClearSandboxNumbers />
        </div>
      ) : null}
      {meta.engine === 'away' ? (
        <div className={classes['banner']} role="status" aria-label="Engine">
          The workflow engine does not respond. Requests are saved and start automatically when it responds again.
          Nothing is lost or spent until then.
        </div>
      ) : null}
      <GoLive opened={helpOpened} onClose={help.close} />
    </>
  );
};
