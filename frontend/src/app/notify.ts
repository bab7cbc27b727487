import { notifications } from '@mantine/notifications';
import { errorWords } from '../api/ApiProblem.ts';

/** Shows that an action succeeded. */
export const tell = (message: string): void => {
  notifications.show({ message, color: 'teal' });
};

/** Shows which action failed and why. */
export const tellProblem = (what: string, why: string): void => {
  notifications.show({ title: what, message: why, color: 'red', autoClose: 15_000 });
};

/** Shows which action failed, with the text of a thrown error. */
export const tellError = (what: string, error: unknown): void => tellProblem(what, errorWords(error));
