import { render, screen } from '@testing-library/react';
import { HttpResponse, http } from 'msw';
import { beforeEach, it } from 'vitest';
import { App } from './App';
import { forgetUser } from './providers/session';
import { adminSample } from './testing/samples';
import { server } from './testing/server';

const signedInAs = (user: typeof adminSample | null) =>
  server.use(http.get('*/auth/user', () => HttpResponse.json({ user })));

beforeEach(() => {
  forgetUser();
  window.location.hash = '';
});

it('asks who is not signed in to sign in', async () => {
  signedInAs(null);
  render(<App />);
  await screen.findByRole('button', { name: 'Sign in' });
});

it('leads who must change the password there', async () => {
  signedInAs({ ...adminSample, must_change_password: true });
  const problem = {
    title: 'The password must be changed first',
    status: 403,
    code: 'password_change_required',
    detail: '',
    request_id: '',
    errors: [],
  };
  server.use(http.get('*/api/v1/*', () => HttpResponse.json(problem, { status: 403 })));
  render(<App />);
  await screen.findByRole('button', { name: 'Change the password' });
});
