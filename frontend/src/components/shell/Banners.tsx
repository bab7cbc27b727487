import { Anchor } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { unreachableWords } from '../../api/ApiProblem.ts';
import { useMeta } from '../../api/session/getMeta.ts';
import { count } from '../../words/numbers.ts';
import { useClearSandbox } from '../providers/mode/useClearSandbox.ts';
import { dialogLater } from './loadLater.tsx';
import classes from './Shell.module.css';

const GoLive = dialogLater('Go live', async () => (await import('../providers/mode/GoLive.tsx')).GoLive);

const ClearSandboxNumbers = () => {
  const { clear, isPending } = useClearSandbox();
  return (
    <Anchor component="button" type="button" size="xs" disabled={isPending} onClick={clear}>
      {isPending ? 'Clearing…' : 'Clear sandbox numbers'}
    </Anchor>
  );
};

/** Notices about the whole product: no connection, sandbox mode, sandbox numbers in live mode, no workflow engine. */
export const Banners = () => {
  const { data: meta, failureCount } = useMeta();
  const [liveOpened, live] = useDisclosure(false);
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
          <Anchor
            component="button"
            type="button"
            size="xs"
            onClick={live.open}
            onPointerEnter={GoLive.preload}
            onFocus={GoLive.preload}
          >
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
      {liveOpened ? <GoLive opened onClose={live.close} /> : null}
    </>
  );
};
