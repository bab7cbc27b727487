import { Navigate, Route, Routes, useLocation } from 'react-router';
import { LeadsList } from '../components/LeadsList.tsx';
import { loadLater } from '../components/shell/loadLater.tsx';
import { NotFoundPage } from '../components/shell/NotFoundPage.tsx';
import { PageBoundary } from '../components/shell/PageBoundary.tsx';
import { Shell } from '../components/shell/Shell.tsx';

/** Less used screens load their code when they are opened. */
const JobsPage = loadLater(async () => (await import('../components/jobs/JobsPage.tsx')).JobsPage);
const ImportsPage = loadLater(async () => (await import('../components/imports/history/ImportsPage.tsx')).ImportsPage);
const MessagesPage = loadLater(async () => (await import('../components/messages/MessagesPage.tsx')).MessagesPage);
const ProvidersPage = loadLater(async () => (await import('../components/providers/ProvidersPage.tsx')).ProvidersPage);
const DeletedPage = loadLater(async () => (await import('../components/deleted/DeletedPage.tsx')).DeletedPage);
const SuppressionPage = loadLater(
  async () => (await import('../components/suppression/SuppressionPage.tsx')).SuppressionPage,
);

/** Redirects `/` to the leads and keeps the query. */
const ToLeads = () => <Navigate replace to={{ pathname: '/leads', search: useLocation().search }} />;

/** The screens by address. Their titles are in `screenTitles.ts`. */
export const Screens = () => (
  <PageBoundary>
    <Routes>
      <Route element={<Shell />}>
        <Route index element={<ToLeads />} />
        <Route path="leads" element={<LeadsList />} />
        <Route path="jobs" element={<JobsPage />} />
        <Route path="imports" element={<ImportsPage />} />
        <Route path="messages" element={<MessagesPage />} />
        <Route path="suppression" element={<SuppressionPage />} />
        <Route path="deleted" element={<DeletedPage />} />
        <Route path="providers" element={<ProvidersPage />} />
        <Route path="*" element={<NotFoundPage />} />
      </Route>
    </Routes>
  </PageBoundary>
);
