import { Alert, Box, Chip, Stack, Typography } from '@mui/material';
import { useLocaleState, useTranslate } from 'react-admin';
import type { Schemas } from '../api/client';
import { formatBytes } from '../components/format';

/** All that goes if a deletion is done. */
export function Consequences({ of: deletion }: { of: Schemas['Deletion'] }) {
  const translate = useTranslate();
  const [locale] = useLocaleState();
  const { untagged, tags, siblings, manifests, children, referrers, missing, freed_bytes } = deletion;
  const count = (key: string, of: string[]) => translate(`deletion.${key}`, { smart_count: of.length });
  if (untagged.length + manifests.length === 0)
    return <Alert severity="info">{translate('deletion.nothing')}</Alert>;
  const parts = [
    children.length > 0 && count('children', children),
    referrers.length > 0 && count('referrers', referrers),
  ].filter((part) => part !== false);
  return (
    <Stack spacing={2}>
      {siblings.length > 0 && <Alert severity="warning">{count('siblings', siblings)}</Alert>}
      <Names title={translate('deletion.untagged')} of={untagged} />
      <Names
        title={translate('deletion.tags')}
        of={tags}
        marked={siblings}
        mark={translate('deletion.sibling')}
      />
      <Names title={translate('deletion.missing')} of={missing} />
      {manifests.length > 0 && (
        <Typography variant="body2">
          {count('manifests', manifests)}
          {parts.length > 0 && `: ${parts.join(', ')}`}.
        </Typography>
      )}
      <Typography variant="body2" color="text.secondary">
        {freed_bytes > 0
          ? translate('deletion.freed', { size: formatBytes(freed_bytes, locale) })
          : translate('deletion.freed_none')}
      </Typography>
    </Stack>
  );
}

interface NamesProps {
  title: string;
  of: string[];
  /** Those that need a word. */
  marked?: string[];
  mark?: string;
}

function Names({ title, of, marked = [], mark }: NamesProps) {
  if (of.length === 0) return null;
  return (
    <Box>
      <Typography component="h3" variant="h3" gutterBottom>
        {title} ({of.length})
      </Typography>
      <Stack
        direction="row"
        sx={{ gap: 0.5, flexWrap: 'wrap', maxHeight: 160, overflow: 'auto' }}
        tabIndex={0}
      >
        {of.map((name) =>
          marked.includes(name) ? (
            <Chip key={name} color="warning" variant="outlined" label={`${name}: ${mark}`} />
          ) : (
            <Chip key={name} variant="outlined" label={name} />
          ),
        )}
      </Stack>
    </Box>
  );
}
