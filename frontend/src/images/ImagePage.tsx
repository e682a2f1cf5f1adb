import { Alert, Button } from '@mui/material';
import { LinkBase, useTranslate } from 'react-admin';
import { useSearchParams } from 'react-router-dom';
import { ApiError } from '../api/problem';
import { Loaded } from '../components/Loaded';
import { Page } from '../components/Page';
import { repositoryPath } from '../paths';
import { useImage } from '../providers/queries';
import type { ImageReference } from '../providers/registryCalls';
import { Image } from './Image';

/** One image, by a tag or by its digest. */
export default function ImagePage() {
  const [parameters] = useSearchParams();
  const repository = parameters.get('repository') ?? '';
  const tag = parameters.get('tag');
  const reference: ImageReference = tag
    ? { repository, tag }
    : { repository, digest: parameters.get('digest') ?? '' };
  const image = useImage(reference);
  const title = tag ? `${repository}:${tag}` : repository;
  const isMissing = image.error instanceof ApiError && image.error.status === 404;
  return (
    <Page title={title}>
      {isMissing ? (
        <NotFound repository={repository} />
      ) : (
        <Loaded from={image} lines={10}>
          {(image) => <Image key={image.digest} of={image} tag={tag} />}
        </Loaded>
      )}
    </Page>
  );
}

function NotFound({ repository }: { repository: string }) {
  const translate = useTranslate();
  const back = (
    <Button component={LinkBase} to={repositoryPath(repository)} color="inherit" size="small">
      {repository}
    </Button>
  );
  return (
    <Alert severity="warning" action={back}>
      {translate('image.not_found')}
    </Alert>
  );
}
