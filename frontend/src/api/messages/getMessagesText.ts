import type { LeadSet } from '@tinygenesy/contract';
import { useMutation } from '@tanstack/react-query';
import { requestText } from '../http.ts';

/** Returns the messages of a set as one text. */
export const getMessagesText = (set: LeadSet): Promise<string> =>
  requestText('/leads/messages.txt', { method: 'POST', body: set });

export const useMessagesText = () => useMutation({ mutationFn: getMessagesText });
