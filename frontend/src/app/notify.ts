import { notifications } from '@mantine/notifications';
import { errorWords } from '../api/ApiProblem.ts';

/** Tells that something was done. */
export const tell = (message: string): void => {
  notifications.show({ message, color: 'teal' });
};

/** Tells what went wrong with something a person asked for: what, whether anything changed, what to do. */
export const tellError = (what: string, error: unknown): void => {
  const { title, detail } = errorWords(error);
  notifications.show({ title: what, message: `${title}. ${detail}`, color: 'red', autoClose: 15_000 });
};
