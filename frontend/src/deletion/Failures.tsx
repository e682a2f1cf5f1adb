import { Alert, List, ListItem, ListItemText } from '@mui/material';
import { useTranslate } from 'react-admin';
import type { Schemas } from '../api/client';

/** What could not be deleted, and why. */
export function Failures({ of }: { of: Schemas['DeletionOutcome'][] }) {
  const translate = useTranslate();
  return (
    <Alert severity="error">
      {translate('deletion.some_failed')}
      <List dense disablePadding>
        {of.map(({ tag, digest, reason }) => (
          <ListItem key={tag ?? digest} disableGutters>
            <ListItemText primary={tag ?? digest} secondary={reason} />
          </ListItem>
        ))}
      </List>
    </Alert>
  );
}
