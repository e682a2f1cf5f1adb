import { Alert, Button, Stack, TextField } from '@mui/material';
import { type FormEvent, useState } from 'react';
import { useTranslate } from 'react-admin';
import { ApiError } from '../api/problem';
import { useProblemText } from '../components/useProblemText';
import { useRegistry } from '../providers/registryCalls';

const fieldError = (problem: unknown, field: string): string | undefined =>
  problem instanceof ApiError ? problem.body.errors[field] : undefined;

/** Changes the password of who is signed in. */
export function PasswordForm({ onDone }: { onDone: () => void }) {
  const translate = useTranslate();
  const registry = useRegistry();
  const problemText = useProblemText();
  const [problem, setProblem] = useState<unknown>();
  const [isMismatch, setMismatch] = useState(false);
  const [isBusy, setBusy] = useState(false);

  async function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const form = event.currentTarget;
    const values = new FormData(form);
    const text = (name: string) => String(values.get(name));
    const differs = text('new') !== text('repeat');
    setMismatch(differs);
    if (differs) return;
    setBusy(true);
    setProblem(undefined);
    try {
      await registry.changePassword({ old_password: text('old'), new_password: text('new') });
      form.reset();
      onDone();
    } catch (error) {
      setProblem(error);
    } finally {
      setBusy(false);
    }
  }

  const wrongOld = fieldError(problem, 'old_password');
  const wrongNew = fieldError(problem, 'new_password');
  const isElsewhere = problem !== undefined && !wrongOld && !wrongNew;
  const password = { type: 'password', required: true } as const;
  return (
    <Stack component="form" spacing={2} onSubmit={submit} sx={{ maxWidth: 400 }}>
      {isElsewhere && <Alert severity="error">{problemText(problem)}</Alert>}
      <TextField
        {...password}
        name="old"
        label={translate('password.old')}
        autoComplete="current-password"
        error={Boolean(wrongOld)}
        helperText={wrongOld}
      />
      <TextField
        {...password}
        name="new"
        label={translate('password.new')}
        autoComplete="new-password"
        error={Boolean(wrongNew)}
        helperText={wrongNew ?? translate('users.password_help')}
      />
      <TextField
        {...password}
        name="repeat"
        label={translate('password.repeat')}
        autoComplete="new-password"
        error={isMismatch}
        helperText={isMismatch && translate('password.mismatch')}
      />
      <Button type="submit" variant="contained" loading={isBusy} sx={{ alignSelf: 'start' }}>
        {translate('password.submit')}
      </Button>
    </Stack>
  );
}
