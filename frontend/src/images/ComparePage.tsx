import { Alert, Button, Stack, TextField } from '@mui/material';
import type { FormEvent } from 'react';
import { useTranslate } from 'react-admin';
import { useSearchParams } from 'react-router-dom';
import { Page } from '../components/Page';
import { Panel } from '../components/Panel';
import { Comparison } from './Comparison';
import { parseReference } from './reference';

/** Two images side by side, both in the address. */
export default function ComparePage() {
  const translate = useTranslate();
  const [parameters, setParameters] = useSearchParams();
  const texts = ['first', 'second'].map((name) => parameters.get(name) ?? '');
  const [first, second] = texts.map(parseReference);
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    setParameters({ first: String(form.get('first')), second: String(form.get('second')) });
  };
  const field = (name: 'first' | 'second') => (
    <TextField
      key={parameters.get(name)}
      name={name}
      label={translate(`compare.${name}`)}
      defaultValue={parameters.get(name) ?? ''}
      required
      fullWidth
    />
  );
  return (
    <Page title={translate('compare.title')}>
      <Panel title={translate('compare.title')} help={translate('compare.help')}>
        <Stack
          component="form"
          direction={{ xs: 'column', md: 'row' }}
          onSubmit={submit}
          sx={{ gap: 2, pt: 1, alignItems: 'start' }}
        >
          {field('first')}
          {field('second')}
          <Button type="submit" variant="contained" sx={{ flexShrink: 0 }}>
            {translate('compare.submit')}
          </Button>
        </Stack>
      </Panel>
      {first && second && <Comparison first={first} second={second} />}
      {(!first || !second) && texts.every(Boolean) && (
        <Alert severity="warning">{translate('compare.bad_reference')}</Alert>
      )}
    </Page>
  );
}
