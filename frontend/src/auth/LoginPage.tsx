import { Alert, Button, Stack, TextField } from '@mui/material';
import { type FormEvent, useState } from 'react';
import { useLogin, useTranslate } from 'react-admin';
import { useProblemText } from '../components/useProblemText';
import { FrontPage } from './FrontPage';

export function LoginPage() {
  const translate = useTranslate();
  const login = useLogin();
  const problemText = useProblemText();
  const [problem, setProblem] = useState<unknown>();
  const [isBusy, setBusy] = useState(false);

  async function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    setBusy(true);
    setProblem(undefined);
    try {
      await login({ username: form.get('login'), password: form.get('password') });
    } catch (error) {
      setProblem(error);
      setBusy(false);
    }
  }

  return (
    <FrontPage title={translate('login.title')}>
      <Stack component="form" spacing={2} onSubmit={submit}>
        {problem !== undefined && <Alert severity="error">{problemText(problem)}</Alert>}
        <TextField
          name="login"
          label={translate('login.login')}
          autoComplete="username"
          required
          autoFocus
          slotProps={{ htmlInput: { autoCapitalize: 'none', spellCheck: false } }}
        />
        <TextField
          name="password"
          type="password"
          label={translate('login.password')}
          autoComplete="current-password"
          required
        />
        <Button type="submit" variant="contained" size="large" loading={isBusy}>
          {translate('login.submit')}
        </Button>
      </Stack>
    </FrontPage>
  );
}
