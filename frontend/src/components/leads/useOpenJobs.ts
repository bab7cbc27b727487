import { useParam } from '../../app/useParam.ts';

/** Closes a dialog after its job was started, and opens the list of jobs. */
export const useOpenJobs = (onClose: () => void): (() => void) => {
  const [, setJobsDrawer] = useParam('jobs');
  return () => {
    onClose();
    setJobsDrawer('open');
  };
};
