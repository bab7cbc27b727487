import { ActionIcon } from '@mantine/core';
import { IconArrowDown, IconArrowUp } from '@tabler/icons-react';
import { type Ref, useEffect, useRef } from 'react';

type Direction = 'up' | 'down';
type MoveButtonProps = {
  ref: Ref<HTMLButtonElement>;
  name: string;
  direction: Direction;
  disabled: boolean;
  onMove: () => void;
  onBlur: () => void;
};

const MoveButton = ({ ref, name, direction, disabled, onMove, onBlur }: MoveButtonProps) => {
  const Arrow = direction === 'up' ? IconArrowUp : IconArrowDown;
  return (
    <ActionIcon
      ref={ref}
      size="sm"
      variant="subtle"
      color="gray"
      aria-label={`Move ${name} ${direction}`}
      disabled={disabled}
      onBlur={onBlur}
      onClick={onMove}
    >
      <Arrow size={14} />
    </ActionIcon>
  );
};

type MoveButtonsProps = { name: string; index: number; length: number; onMove: (to: number) => void };

/** Moves an item up or down. After the move the pressed button has the focus, or the other one at an end of the list. */
export const MoveButtons = ({ name, index, length, onMove }: MoveButtonsProps) => {
  const up = useRef<HTMLButtonElement>(null);
  const down = useRef<HTMLButtonElement>(null);
  const pressed = useRef<Direction | null>(null);
  useEffect(() => {
    if (pressed.current === null) return;
    const [button, other] = pressed.current === 'up' ? [up, down] : [down, up];
    (button.current?.disabled === true ? other : button).current?.focus();
  }, [index, length]);
  // The order is updated several times. A button that lost the focus does not take it back.
  const forget = (): void => {
    pressed.current = null;
  };
  const move = (direction: Direction): void => {
    pressed.current = direction;
    onMove(direction === 'up' ? index - 1 : index + 1);
  };
  const shared = { name, onBlur: forget };
  return (
    <>
      <MoveButton {...shared} ref={up} direction="up" disabled={index === 0} onMove={() => move('up')} />
      <MoveButton {...shared} ref={down} direction="down" disabled={index === length - 1} onMove={() => move('down')} />
    </>
  );
};
