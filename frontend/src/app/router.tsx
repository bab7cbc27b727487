import { lazy } from 'react';
import { createBrowserRouter, Navigate, type RouteObject, useLocation } from 'react-router';
import { LeadsList } from '../components/LeadsList.tsx';
import { BrokenPage } from '../components/shell/BrokenPage.tsx';
import { NotFoundPage } from '../components/shell/NotFoundPage.tsx';
import { Shell } from '../components/shell/Shell.tsx';

/** Less used screens load their code when they are opened. */
const JobsPage = lazy(async () => ({ default: (await import('../components/jobs/JobsPage.tsx')).JobsPage }));
const ImportsPage = lazy(async () => ({
  default: (await import('../components/imports/history/ImportsPage.tsx')).ImportsPage,
}));
const MessagesPage = lazy(async () => ({
  default: (await import('../components/messages/MessagesPage.tsx')).MessagesPage,
}));
const ProvidersPage = lazy(async () => ({
  default: (await import('../components/providers/ProvidersPage.tsx')).ProvidersPage,
}));
const DeletedPage = lazy(async () => ({
  default: (await import('../components/deleted/DeletedPage.tsx')).DeletedPage,
}));
const SuppressionPage = lazy(async () => ({
  default: (await import('../components/suppression/SuppressionPage.tsx')).SuppressionPage,
}));

/** Redirects `/` to the leads and keeps the query. */
const ToLeads = () => <Navigate replace to={{ pathname: '/leads', search: useLocation().search }} />;

export const routes: RouteObject[] = [
  {
    element: <Shell />,
    errorElement: <BrokenPage />,
    children: [
      { index: true, element: <ToLeads /> },
      { path: 'leads', element: <LeadsList />, handle: { title: 'Leads' } },
      { path: 'jobs', element: <JobsPage />, handle: { title: 'Jobs' } },
      { path: 'imports', element: <ImportsPage />, handle: { title: 'Imports' } },
      { path: 'messages', element: <MessagesPage />, handle: { title: 'Messages' } },
      { path: 'suppression', element: <SuppressionPage />, handle: { title: 'Suppression list' } },
      { path: 'deleted', element: <DeletedPage />, handle: { title: 'Deleted leads' } },
      { path: 'providers', element: <ProvidersPage />, handle: { title: 'Providers' } },
      { path: '*', element: <NotFoundPage />, handle: { title: 'Page not found' } },
    ],
  },
];

/** All pages are below `/app`, because `/leads` and other paths belong to the API. */
export const createRouter = () => createBrowserRouter(routes, { basename: '/app' });
