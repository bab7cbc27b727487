import type { Job } from '@tinygenesy/contract';
import { useState } from 'react';

const key = 'tinygenesy.notify-job-end';

/** Browsers offer notifications only on secure addresses (HTTPS or this machine). */
const isOffered = (): boolean => 'Notification' in globalThis && isSecureContext;
const isOn = (): boolean => isOffered() && localStorage.getItem(key) === 'yes' && Notification.permission === 'granted';

/** Shows a notification of the browser, if the user switched it on and looks at something else. */
export const noticeEnd = (job: Job, words: string, onClick: () => void): void => {
  if (!isOn() || document.hasFocus()) return;
  const notice = new Notification(job.title, { body: words, tag: `tinygenesy-job-${job.id}` });
  notice.addEventListener('click', () => {
    window.focus();
    notice.close();
    onClick();
  });
};

/** The switch for notifications of the browser. It asks for the permission when it is switched on, never before. */
export const useBrowserNotice = () => {
  const [isSwitchedOn, setSwitchedOn] = useState(isOn);
  const [problem, setProblem] = useState<string | null>(null);
  const turn = async (next: boolean): Promise<void> => {
    localStorage.setItem(key, next ? 'yes' : 'no');
    setProblem(null);
    if (next && (await Notification.requestPermission()) !== 'granted') {
      setProblem(
        'The browser blocks notifications of this page. Allow them in its site settings, then switch on again.',
      );
    }
    setSwitchedOn(isOn());
  };
  return { isOffered: isOffered(), isSwitchedOn, problem, turn };
};
