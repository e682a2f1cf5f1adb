import { Checkbox, List, ListItem, Stack, Typography } from '@mui/material';
import { BulkActionsToolbar, useListContext, useLocaleState, useTranslate } from 'react-admin';
import type { Schemas } from '../api/client';
import { formatBytes } from '../components/format';
import { Loading } from '../components/Loading';
import { platformName } from '../components/Platforms';
import { RowLink } from '../components/RowLink';
import { When } from '../components/When';
import { tagPath } from '../paths';
import { TagActions } from './TagActions';
import { TagBulkActions } from './TagBulkActions';

type Tag = Schemas['Tag'];

/** The tags where there is no room for a table: to be chosen and acted upon as there. */
export function TagCards({ mayDelete }: { mayDelete: boolean }) {
  const translate = useTranslate();
  const { data } = useListContext<Tag>();
  if (!data) return <Loading />;
  if (data.length === 0)
    return <Typography sx={{ p: 2 }}>{translate('ra.navigation.no_filtered_results')}</Typography>;
  return (
    <>
      <BulkActionsToolbar>
        <TagBulkActions mayDelete={mayDelete} />
      </BulkActionsToolbar>
      <List disablePadding>
        {data.map((tag) => (
          <TagCard key={tag.id} of={tag} mayDelete={mayDelete} />
        ))}
      </List>
    </>
  );
}

function TagCard({ of: tag, mayDelete }: { of: Tag; mayDelete: boolean }) {
  const translate = useTranslate();
  const [locale] = useLocaleState();
  const { selectedIds, onToggleItem } = useListContext<Tag>();
  const { id, repository, name, platforms, size_bytes, pushed_at } = tag;
  return (
    <ListItem divider sx={{ pl: 0.5, pr: 1 }}>
      <Checkbox
        aria-label={translate('ra.action.select_row')}
        checked={selectedIds.includes(id)}
        onChange={() => onToggleItem(id)}
      />
      <Stack sx={{ flexGrow: 1, minWidth: 0 }}>
        <RowLink to={tagPath(repository, name)}>{name}</RowLink>
        <Typography variant="body2" color="text.secondary">
          {[formatBytes(size_bytes, locale), ...platforms.map(platformName)].join(' · ')} ·{' '}
          <When at={pushed_at} />
        </Typography>
      </Stack>
      <TagActions of={tag} mayDelete={mayDelete} />
    </ListItem>
  );
}
