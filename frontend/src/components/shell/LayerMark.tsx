import { useRef } from 'react';
import { useLayer } from './layers.ts';

/** Registers the surrounding dialog, or popover that holds the focus, as a layer while it is open. */
export const LayerMark = ({ onClose }: { onClose: () => void }) => {
  const mark = useRef<HTMLSpanElement>(null);
  useLayer(() => mark.current?.closest<HTMLElement>('[role="dialog"]') ?? null, 'modal', onClose);
  return <span ref={mark} hidden />;
};
