import {
  type Announcements,
  closestCenter,
  DndContext,
  type DragEndEvent,
  KeyboardSensor,
  PointerSensor,
  type UniqueIdentifier,
  useSensor,
  useSensors,
} from '@dnd-kit/core';
import {
  SortableContext,
  sortableKeyboardCoordinates,
  useSortable,
  verticalListSortingStrategy,
} from '@dnd-kit/sortable';
import { ActionIcon } from '@mantine/core';
import { IconGripVertical } from '@tabler/icons-react';
import { type ReactNode, useRef } from 'react';
import { MoveButtons } from './MoveButtons.tsx';
import classes from './SortableList.module.css';

export type Sortable = { id: string; name: string };

/** The controls of one item, to be put into it: the handle for dragging, and the buttons that move it by one. */
export type SortControls = { handle: ReactNode; buttons: ReactNode };

type SortableListProps<T extends Sortable> = {
  /** Names the list for screen readers. */
  label: string;
  items: readonly T[];
  /** Called once per move, with indexes from 0. */
  onMove: (item: T, from: number, to: number) => void;
  children: (item: T, controls: SortControls) => ReactNode;
};

const screenReaderInstructions = {
  draggable:
    'Press Space to pick up, move with the up and down arrow keys, and press Space to drop. Escape cancels the move.',
};

/** What a screen reader says during a move. */
const useAnnouncements = (items: readonly Sortable[]): Announcements => {
  const lastOver = useRef<UniqueIdentifier | null>(null);
  const nameOf = (id: UniqueIdentifier): string => items.find((item) => item.id === id)?.name ?? String(id);
  const placeOf = (id: UniqueIdentifier): string =>
    `position ${items.findIndex((item) => item.id === id) + 1} of ${items.length}`;
  return {
    onDragStart: ({ active }) => {
      lastOver.current = active.id;
      return `${nameOf(active.id)} picked up. It is at ${placeOf(active.id)}.`;
    },
    onDragOver: ({ active, over }) => {
      // Told at once after the start too: the same place again would hide that the item was picked up.
      if (over === null || over.id === lastOver.current) return undefined;
      lastOver.current = over.id;
      return `${nameOf(active.id)} is at ${placeOf(over.id)}.`;
    },
    onDragEnd: ({ active, over }) => `${nameOf(active.id)} dropped at ${placeOf((over ?? active).id)}.`,
    onDragCancel: ({ active }) => `Move canceled. ${nameOf(active.id)} stays at ${placeOf(active.id)}.`,
  };
};

type SortableItemProps = { item: Sortable; buttons: ReactNode; children: (controls: SortControls) => ReactNode };

const SortableItem = ({ item, buttons, children }: SortableItemProps) => {
  const { attributes, listeners, setNodeRef, setActivatorNodeRef, transform, transition, isDragging } = useSortable({
    id: item.id,
    attributes: { roleDescription: 'movable' },
  });
  const handle = (
    <ActionIcon
      ref={setActivatorNodeRef}
      size="sm"
      variant="subtle"
      color="gray"
      className={classes['handle'] ?? ''}
      {...attributes}
      {...listeners}
      aria-label={`Move ${item.name}`}
    >
      <IconGripVertical size={14} />
    </ActionIcon>
  );
  return (
    <li
      ref={setNodeRef}
      className={classes['item']}
      data-dragging={isDragging || undefined}
      style={{ transform: transform === null ? undefined : `translate3d(0, ${transform.y}px, 0)`, transition }}
    >
      {children({ handle, buttons })}
    </li>
  );
};

/** A list that is ordered by dragging, by the keyboard, or by buttons. */
export const SortableList = <T extends Sortable>({ label, items, onMove, children }: SortableListProps<T>) => {
  const sensors = useSensors(
    useSensor(PointerSensor, { activationConstraint: { distance: 4 } }),
    useSensor(KeyboardSensor, { coordinateGetter: sortableKeyboardCoordinates }),
  );
  const announcements = useAnnouncements(items);
  const drop = ({ active, over }: DragEndEvent): void => {
    const from = items.findIndex(({ id }) => id === active.id);
    const to = items.findIndex(({ id }) => id === over?.id);
    const item = items[from];
    if (item !== undefined && to >= 0 && to !== from) onMove(item, from, to);
  };
  return (
    <DndContext
      sensors={sensors}
      collisionDetection={closestCenter}
      accessibility={{ announcements, screenReaderInstructions }}
      onDragEnd={drop}
    >
      <SortableContext items={items.map(({ id }) => id)} strategy={verticalListSortingStrategy}>
        <ol className={classes['list']} aria-label={label}>
          {items.map((item, index) => (
            <SortableItem
              key={item.id}
              item={item}
              buttons={
                <MoveButtons
                  name={item.name}
                  index={index}
                  length={items.length}
                  onMove={(to) => onMove(item, index, to)}
                />
              }
            >
              {(controls) => children(item, controls)}
            </SortableItem>
          ))}
        </ol>
      </SortableContext>
    </DndContext>
  );
};
