import { useEffect, useState } from 'react';
import { useLocation } from 'react-router';
import { useActiveJobs } from '../../api/jobs/getJobs.ts';
import { useLead } from '../../api/leads/getLead.ts';
import { useParam } from '../../app/useParam.ts';
import { jobDone } from '../../words/job.ts';
import { useJobEnds } from '../jobs/dock/useJobEnds.ts';
import { leadName } from '../leads/leadName.ts';
import { screenTitle, screenTitles } from './screenTitles.ts';

/** Progress of all unfinished jobs, `43 %`; null while none runs. */
const useProgress = (): string | null => {
  const jobs = useActiveJobs().data?.jobs ?? [];
  if (jobs.length === 0) return null;
  const total = jobs.reduce((sum, job) => sum + (job.total ?? 0), 0);
  const done = jobs.reduce((sum, job) => sum + jobDone(job), 0);
  return `${total === 0 ? 0 : Math.floor((100 * done) / total)} %`;
};

/** `Done` after a job ended while the user looked at something else, until the user is back. */
const useUnseenEnd = (): string | null => {
  const [isUnseen, setUnseen] = useState(false);
  useJobEnds(() => setUnseen(!document.hasFocus()));
  useEffect(() => {
    const seen = (): void => setUnseen(false);
    window.addEventListener('focus', seen);
    return () => window.removeEventListener('focus', seen);
  }, []);
  return isUnseen ? 'Done' : null;
};

const LeadTitle = ({ leadId, parts }: { leadId: number; parts: (string | null)[] }) => {
  const { data: lead } = useLead(leadId);
  return <Title parts={[parts[0] ?? null, lead === undefined ? null : leadName(lead), ...parts.slice(1)]} />;
};

const Title = ({ parts }: { parts: (string | null)[] }) => {
  const words = parts.filter((part) => part !== null).join(' · ');
  useEffect(() => {
    document.title = words;
  }, [words]);
  return null;
};

/** Sets the title of the page: progress of the jobs, open lead, screen and product. */
export const PageTitle = () => {
  const { pathname } = useLocation();
  const screen = screenTitle(pathname);
  const isLeads = screen === screenTitles['/leads'];
  const [lead] = useParam('lead');
  const [openImport] = useParam('import');
  const progress = useProgress();
  const ended = useUnseenEnd();
  const leadId = Number(lead);
  const parts = [progress ?? ended, openImport === null ? null : 'Import', screen, 'TinyGenesy'];
  return isLeads && Number.isInteger(leadId) && leadId > 0 ? (
    <LeadTitle leadId={leadId} parts={parts} />
  ) : (
    <Title parts={parts} />
  );
};
