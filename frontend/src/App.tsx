import { CssBaseline } from '@mui/material';
import { QueryClient } from '@tanstack/react-query';
import { lazy, useState } from 'react';
import {
  AccessDenied,
  AdminContext,
  AuthenticationError,
  CoreAdminUI,
  CustomRoutes,
  Error as ErrorPage,
  LoadingPage,
  NotFound,
  Notification,
  Resource,
} from 'react-admin';
import { Route } from 'react-router-dom';
import { accessRules } from './access-rules';
import { ApiError } from './api/problem';
import { audit } from './audit';
import { ChangePasswordPage } from './auth/ChangePasswordPage';
import { LoginPage } from './auth/LoginPage';
import { groups } from './groups';
import { i18nProvider } from './i18n/i18nProvider';
import { darkTheme, lightTheme } from './layout/themes';
import { authProvider } from './providers/authProvider';
import { dataProvider } from './providers/dataProvider';
import { repositories } from './repositories';
import { browserStore } from './store';
import { users } from './users';

const Layout = lazy(() => import('./layout/Layout'));
const Dashboard = lazy(() => import('./dashboard/Dashboard'));
const RepositoryPage = lazy(() => import('./repositories/RepositoryPage'));
const ImagePage = lazy(() => import('./images/ImagePage'));
const ComparePage = lazy(() => import('./images/ComparePage'));
const ExplainPage = lazy(() => import('./access-rules/ExplainPage'));
const SyncPage = lazy(() => import('./sync/SyncPage'));
const SetupPage = lazy(() => import('./setup/SetupPage'));
const ProfilePage = lazy(() => import('./profile/ProfilePage'));

const NothingHere = () => <NotFound />;

const isWorthRepeating = (error: unknown) => !(error instanceof ApiError) || error.status >= 502;

const newQueryClient = () =>
  new QueryClient({
    defaultOptions: { queries: { retry: (times, error) => times < 2 && isWorthRepeating(error) } },
  });

/** `Admin` would bring its own pages along, which nobody would see. */
export function App() {
  const [queryClient] = useState(newQueryClient);
  const [store] = useState(browserStore);
  return (
    <AdminContext
      authProvider={authProvider}
      dataProvider={dataProvider}
      i18nProvider={i18nProvider}
      queryClient={queryClient}
      store={store}
      lightTheme={lightTheme}
      darkTheme={darkTheme}
    >
      <CssBaseline enableColorScheme />
      <CoreAdminUI
        title="RegistryAdmin"
        layout={Layout}
        loginPage={LoginPage}
        dashboard={Dashboard}
        accessDenied={AccessDenied}
        authenticationError={AuthenticationError}
        catchAll={NothingHere}
        error={ErrorPage}
        loading={LoadingPage}
        disableTelemetry
        requireAuth
      >
        <CustomRoutes noLayout>
          <Route path="/change-password" element={<ChangePasswordPage />} />
        </CustomRoutes>
        <Resource name="repositories" {...repositories} />
        <Resource name="tags" />
        <Resource name="access" {...accessRules} />
        <Resource name="users" {...users} />
        <Resource name="groups" {...groups} />
        <Resource name="refresh-tokens" />
        <Resource name="audit" {...audit} />
        <CustomRoutes>
          <Route path="/repository" element={<RepositoryPage />} />
          <Route path="/image" element={<ImagePage />} />
          <Route path="/compare" element={<ComparePage />} />
          <Route path="/explain" element={<ExplainPage />} />
          <Route path="/sync" element={<SyncPage />} />
          <Route path="/setup" element={<SetupPage />} />
          <Route path="/profile" element={<ProfilePage />} />
        </CustomRoutes>
      </CoreAdminUI>
      <Notification />
    </AdminContext>
  );
}
