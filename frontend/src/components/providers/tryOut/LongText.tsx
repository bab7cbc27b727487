import { Code } from '@mantine/core';

/** A request or an answer as it is sent, in a box that scrolls. Long words are broken, so that no text beside it is cut. */
export const LongText = ({ label, maxHeight, text }: { label: string; maxHeight: number; text: string }) => (
  <Code
    block
    mah={maxHeight}
    style={{ overflow: 'auto', whiteSpace: 'pre-wrap', overflowWrap: 'anywhere' }}
    tabIndex={0}
    aria-label={label}
  >
    {text}
  </Code>
);
