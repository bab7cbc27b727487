import { notifications } from '@mantine/notifications';
import { errorWords } from '../api/ApiProblem.ts';

/** Tells that something was done. */
export const tell = (message: string): void => {
  notifications.show({ message, color: 'teal' });
};

/** Tells what a person asked for and did not get, and why. */
export const tellProblem = (what: string, why: string): void => {
  notifications.show({ title: what, message: why, color: 'red', autoClose: 15_000 });
};

/** The same for an error that was thrown. */
export const tellError = (what: string, error: unknown): void => tellProblem(what, errorWords(error));
