import { type LiveEvent, type ServerMessage, serverMessageSchema } from '@tinygenesy/contract';

/** A position in the server's event log. `epoch` changes when the log starts again. */
export type EventPosition = { lastEventId: number; epoch: string };
type Ready = Extract<ServerMessage, { type: 'ready' }>;

/**
 * Parses a message of the server.
 * @returns null for a message that this page does not know: a newer server may send other topics
 */
export const readServerMessage = (data: unknown): ServerMessage | null => {
  if (typeof data !== 'string') return null;
  try {
    const parsed = serverMessageSchema.safeParse(JSON.parse(data));
    return parsed.success ? parsed.data : null;
  } catch {
    return null;
  }
};

/** Tracks which events arrived, so that each is applied once and a new connection resumes after the last one. */
export const createReceivedEvents = () => {
  let position: EventPosition | null = null;
  return {
    /** The position to resume from; null before the first connection and after a resync. */
    position: (): Readonly<EventPosition> | null => position,

    /** Takes the server's position after a fresh start. After a resume only the events to come advance the position. */
    ready: ({ lastEventId, epoch }: Ready): void => {
      if (position?.epoch !== epoch) position = { lastEventId, epoch };
    },

    /** Advances the position. @returns false for an event that arrived before */
    isNew: ({ id }: LiveEvent): boolean => {
      if (position === null) return true;
      if (id <= position.lastEventId) return false;
      position.lastEventId = id;
      return true;
    },

    /** Forgets the position: the server can no longer send the events after it. */
    reset: (): void => {
      position = null;
    },
  };
};
