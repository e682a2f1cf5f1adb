import AllowedIcon from '@mui/icons-material/CheckCircleOutline';
import RefusedIcon from '@mui/icons-material/HighlightOff';
import { List, ListItem, ListItemIcon, ListItemText } from '@mui/material';
import { useTranslate } from 'react-admin';
import type { Schemas } from '../api/client';
import { RowLink } from '../components/RowLink';
import { useRole } from '../layout/useRole';

/** The decisions, each in a sentence, with the rule behind it. */
export function Verdicts({ of: { login, decisions } }: { of: Schemas['Explanation'] }) {
  const translate = useTranslate();
  const who = login || translate('explain.anonymous');
  return (
    <List disablePadding>
      {decisions
        .flatMap((decision) => decision.verdicts)
        .map((verdict) => (
          <Verdict key={verdict.action} who={who} of={verdict} />
        ))}
    </List>
  );
}

function Verdict({ who, of: { action, granted, access, reason } }: { who: string; of: Schemas['Verdict'] }) {
  const translate = useTranslate();
  const { isAdmin } = useRole();
  const sentence = translate(granted ? 'explain.may' : 'explain.may_not', {
    who,
    action: translate(`app.action_name.${action}`),
  });
  const rule = access && translate('explain.by_rule', { name: access.name });
  return (
    <ListItem disableGutters alignItems="flex-start">
      <ListItemIcon sx={{ minWidth: 40 }}>
        {granted ? <AllowedIcon color="success" /> : <RefusedIcon color="error" />}
      </ListItemIcon>
      <ListItemText
        primary={sentence}
        secondary={
          <>
            {!access && translate(`explain.reason.${reason}`)}{' '}
            {access && isAdmin && <RowLink to={`/access/${access.id}`}>{rule}</RowLink>}
            {access && !isAdmin && rule}
          </>
        }
      />
    </ListItem>
  );
}
