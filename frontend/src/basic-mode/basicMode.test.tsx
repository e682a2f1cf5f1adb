import { render, screen } from '@testing-library/react';
import { HttpResponse, http } from 'msw';
import { beforeEach, expect, it } from 'vitest';
import { App } from '../App';
import type { Schemas } from '../api/client';
import { forgetUser } from '../providers/session';
import { adminSample } from '../testing/samples';
import { server } from '../testing/server';

const settings: Schemas['RegistrySettings'] = {
  auth_type: 'basic',
  service: 'container_registry',
  issuer: 'registry_token_issuer',
  host: 'registry.example.org:5000',
  config: 'auth:\n  htpasswd:\n    realm: "container_registry"\n',
};

const alice: Schemas['User'] = { ...adminSample, id: 'u2', login: 'alice' };

/** Opens a page of an instance whose registry checks passwords itself, or does not. */
function open(path: string, auth_type: 'basic' | 'token' = 'basic') {
  const listUsers = ({ request }: { request: Request }) => {
    const missing = new URL(request.url).searchParams.get('has_registry_password') === 'false';
    return HttpResponse.json(missing ? { items: [alice], total: 3 } : { items: [adminSample], total: 1 });
  };
  server.use(
    http.get('*/auth/user', () => HttpResponse.json({ user: adminSample })),
    http.get('*/api/v1/registry/settings', () => HttpResponse.json({ ...settings, auth_type })),
    http.get('*/api/v1/users', listUsers),
    http.get('*/api/v1/*', () => HttpResponse.json({ items: [], total: 0 })),
  );
  window.location.hash = path;
  render(<App />);
}

beforeEach(forgetUser);

it('tells on the page of rules that they do not bind the registry', async () => {
  open('/access');
  await screen.findByText(/The registry checks passwords itself/);
});

it('names those whom the registry cannot let in yet', async () => {
  open('/users');
  const notice = await screen.findByText(/cannot let these accounts in/);
  expect(notice.textContent).toContain('alice and 2 more');
});

it('shows how the registry is configured for it', async () => {
  open('/setup');
  await screen.findByText('2. Let the registry read the file of its users');
  await screen.findByText(/htpasswd:/);
  expect(screen.queryByText('2. Give the registry the certificate')).toBeNull();
});

it('tells none of this of a registry with tokens', async () => {
  open('/users', 'token');
  await screen.findByText('admin', { selector: 'a' });
  expect(screen.queryByRole('alert')).toBeNull();
});
