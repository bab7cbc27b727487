import { ColorSwatch, Group, Text } from '@mantine/core';
import type { MessageEstimate } from '@tinygenesy/contract';
import { readyParts } from '../../words/message.ts';
import { count } from '../../words/numbers.ts';
import { FunnelBar } from '../charts/FunnelBar.tsx';

const colors = { ready: 'var(--chart-found)', not: 'var(--chart-none)' };

/** Leads that are ready for a message, and why the others are not. The status below says the same in a sentence. */
export const ReadyBar = ({ estimate }: { estimate: MessageEstimate }) => {
  const parts = readyParts(estimate).map((part) => ({ ...part, color: part.isReady ? colors.ready : colors.not }));
  if (parts.length === 0) return null;
  return (
    <div aria-hidden style={{ marginBottom: 8 }}>
      <FunnelBar total={parts.reduce((sum, part) => sum + part.count, 0)} parts={parts} />
      <Group gap="2px 12px" mt={4}>
        {parts.map(({ key, label, color, count: leads }) => (
          <Group key={key} gap={5} wrap="nowrap">
            <ColorSwatch size={9} color={color} withShadow={false} />
            <Text size="xs" className="tnum">
              {count(leads)} {label}
            </Text>
          </Group>
        ))}
      </Group>
    </div>
  );
};
