import CompareIcon from '@mui/icons-material/CompareArrows';
import DeleteIcon from '@mui/icons-material/DeleteOutline';
import { useState } from 'react';
import { Button, LinkBase, useGetMany, useListContext, useTranslate } from 'react-admin';
import type { Schemas } from '../api/client';
import { DeletionDialog } from '../deletion/DeletionDialog';
import { comparePath } from '../paths';

/** What can be done with several tags of a repository. */
export function TagBulkActions({ mayDelete }: { mayDelete: boolean }) {
  const translate = useTranslate();
  const { selectedIds, onUnselectItems } = useListContext<Schemas['Tag']>();
  const { data = [] } = useGetMany<Schemas['Tag']>('tags', { ids: selectedIds });
  const [isDeleting, setDeleting] = useState(false);
  const tags = data.filter((tag) => tag !== undefined);
  const [first, second] = tags;
  const named = ({ repository, name }: Schemas['Tag']) => `${repository}:${name}`;
  return (
    <>
      {first && second && tags.length === 2 && (
        <Button
          component={LinkBase}
          to={comparePath(named(first), named(second))}
          label={translate('tags.compare_two')}
        >
          <CompareIcon />
        </Button>
      )}
      {mayDelete && first && (
        <Button color="error" label={translate('app.action.delete')} onClick={() => setDeleting(true)}>
          <DeleteIcon />
        </Button>
      )}
      {isDeleting && first && (
        <DeletionDialog
          request={{
            repository: first.repository,
            tags: tags.map((tag) => tag.name),
            digests: [],
            everything: false,
          }}
          onClose={() => setDeleting(false)}
          onDone={onUnselectItems}
        />
      )}
    </>
  );
}
