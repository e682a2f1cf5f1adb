import { render, screen } from '@testing-library/react';
import { HttpResponse, http } from 'msw';
import { beforeEach, expect, it } from 'vitest';
import { App } from '../App';
import type { Schemas } from '../api/client';
import { forgetUser } from '../providers/session';
import { adminSample } from '../testing/samples';
import { server } from '../testing/server';
import { isAddress } from './address';

const entry = (sequence: number, more: Partial<Schemas['AuditEntry']> = {}): Schemas['AuditEntry'] => ({
  sequence,
  at: '2026-01-31T12:00:00Z',
  actor: { kind: 'user', id: 'u1', login: 'admin' },
  address: '192.0.2.1',
  request_id: 'r1',
  action: 'user.update',
  outcome: 'done',
  target: { kind: 'user', id: 'u2', name: 'alice' },
  changes: [{ field: 'role', before: 'user', after: 'manager' }],
  reason: '',
  count: 1,
  previous: '00',
  hash: 'ab',
  ...more,
});

beforeEach(() => {
  forgetUser();
  localStorage.clear();
  window.location.hash = '#/audit';
});

it('shows what was done, the change on demand, and whether there is more', { timeout: 20_000 }, async () => {
  const refused = entry(41, {
    action: 'sign_in.refuse',
    outcome: 'refused',
    actor: { kind: 'claimed', login: 'mallory' },
    target: undefined,
    changes: [],
    count: 7,
  });
  const asked: string[] = [];
  server.use(
    http.get('*/auth/user', () => HttpResponse.json({ user: adminSample })),
    http.get('*/api/v1/registry/settings', () => HttpResponse.json({})),
    http.get('*/api/v1/audit', ({ request }) => {
      asked.push(new URL(request.url).search);
      return HttpResponse.json({ items: [entry(42), refused], has_more: true });
    }),
  );
  render(<App />);
  const details = await screen.findByText('User changed', { selector: 'button' });
  expect(asked[0]).toBe('?offset=0&limit=25&sort=-sequence');
  screen.getByText('refused × 7');
  screen.getByText('said to be mallory');
  details.click();
  await screen.findByText('manager', { selector: 'td' });
  expect(screen.getByLabelText('Go to next page')).toHaveProperty('disabled', false);
  expect(screen.getByLabelText('Go to previous page')).toHaveProperty('disabled', true);
  expect(screen.getByLabelText('Save as JSON lines').getAttribute('href')).toMatch(
    /\/api\/v1\/audit\/export$/,
  );
});

it('asks for an address only when it is a whole one', () => {
  expect(['192.0.2.1', '::1', '2001:db8::2'].every(isAddress)).toBe(true);
  expect(['192.0.2', '192.0.2.1000', '2001:', 'home', ''].some(isAddress)).toBe(false);
});
