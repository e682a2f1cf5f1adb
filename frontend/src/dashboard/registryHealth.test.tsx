import { render, screen } from '@testing-library/react';
import { HttpResponse, http } from 'msw';
import { beforeAll, beforeEach, expect, it } from 'vitest';
import { App } from '../App';
import { forgetUser } from '../providers/session';
import { adminSample } from '../testing/samples';
import { server } from '../testing/server';

const unavailable = (code: string) => () =>
  HttpResponse.json({ title: code, status: 503, code, detail: code, errors: [] }, { status: 503 });

/** Opens the dashboard of an instance that says this of the registry and of itself. */
function open(health: () => Response, readiness: () => Response) {
  server.use(
    http.get('*/auth/user', () => HttpResponse.json({ user: adminSample })),
    http.get('*/api/v1/registry/settings', () =>
      HttpResponse.json({ auth_type: 'token', host: 'registry:5000' }),
    ),
    http.get('*/api/v1/registry/health', health),
    http.get('*/readyz', readiness),
    http.get('*/api/v1/*', () => HttpResponse.json({ items: [], total: 0 })),
  );
  window.location.hash = '/';
  render(<App />);
}

const ready = () => new HttpResponse('ok');

// It is loaded when it is first needed, which may take its time.
beforeAll(() => import('./Dashboard').then(() => undefined));
beforeEach(forgetUser);

it('tells that the registry answers', async () => {
  open(ready, ready);
  await screen.findByText(/The registry answers at registry:5000/);
});

it('tells the registry that does not answer from the store that does not', async () => {
  open(unavailable('registry_unavailable'), ready);
  await screen.findByText(/The registry does not answer at registry:5000/);
});

it('tells for how long tokens are given without the store', async () => {
  open(unavailable('unavailable'), () => new HttpResponse('', { headers: { 'store-grace': '3541' } }));
  const alert = await screen.findByText(/The store of this service does not answer/);
  expect(alert.textContent).toContain('tokens for 60 min more');
});

it('tells that no tokens are given without the store', async () => {
  open(unavailable('unavailable'), unavailable('unavailable'));
  await screen.findByText(/nobody gets a token/);
});
