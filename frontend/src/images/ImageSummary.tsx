import CompareIcon from '@mui/icons-material/CompareArrows';
import DeleteIcon from '@mui/icons-material/DeleteOutline';
import { Box, Button, Stack } from '@mui/material';
import { useState } from 'react';
import { LinkBase, useRedirect, useTranslate } from 'react-admin';
import type { Schemas } from '../api/client';
import { Bytes } from '../components/Bytes';
import { CodeBlock } from '../components/CodeBlock';
import { CopyButton } from '../components/CopyButton';
import { Facts } from '../components/Facts';
import { Panel } from '../components/Panel';
import { Platforms } from '../components/Platforms';
import { RowLink } from '../components/RowLink';
import { When } from '../components/When';
import { DeletionDialog } from '../deletion/DeletionDialog';
import { comparePath, digestPath, repositoryPath, tagPath } from '../paths';
import { useRegistryHost } from '../providers/queries';
import { useMayDelete } from '../repositories/useMayDelete';
import { pullByDigest, pullByTag } from './pullCommand';

interface Props {
  of: Schemas['Manifest'];
  /** The tag it was found by. */
  tag: string | null;
}

/** What an image is, how it is pulled, and what can be done with it. */
export function ImageSummary({ of: image, tag }: Props) {
  const translate = useTranslate();
  const host = useRegistryHost();
  const { repository, digest, config } = image;
  return (
    <Panel title={translate('image.summary')} actions={<ImageActions of={image} tag={tag} />}>
      <Facts
        of={[
          [
            translate('resources.tags.fields.repository'),
            <RowLink key="up" to={repositoryPath(repository)}>
              {repository}
            </RowLink>,
          ],
          [translate('image.tags'), image.tags.length > 0 && <TagLinks key="tags" of={image} />],
          [
            translate('image.digest'),
            <Box key="digest" component="span" sx={{ fontFamily: 'monospace' }}>
              {digest} <CopyButton text={digest} name={translate('tags.digest')} />
            </Box>,
          ],
          [translate('image.media_type'), image.media_type],
          [translate('image.artifact_type'), image.artifact_type],
          [
            translate('image.subject'),
            image.subject && (
              <RowLink key="subject" to={digestPath(repository, image.subject)}>
                {image.subject}
              </RowLink>
            ),
          ],
          [
            translate('image.platforms'),
            image.platforms.length > 0 && <Platforms key="platforms" of={image.platforms} />,
          ],
          [translate('image.size'), <Bytes key="size" value={image.size_bytes} />],
          [translate('image.created'), config?.created && <When key="created" at={config.created} />],
          [translate('image.author'), config?.author],
          [translate('image.pushed'), <When key="pushed" at={image.pushed_at} />],
          [translate('image.pulls'), image.pulls],
        ]}
      />
      {host && (
        <>
          {tag && <CodeBlock text={pullByTag(host, repository, tag)} name={translate('tags.pull_by_tag')} />}
          <CodeBlock text={pullByDigest(host, repository, digest)} name={translate('tags.pull_by_digest')} />
        </>
      )}
    </Panel>
  );
}

function TagLinks({ of: { repository, tags } }: { of: Schemas['Manifest'] }) {
  return (
    <Stack component="span" direction="row" sx={{ gap: 1, flexWrap: 'wrap' }}>
      {tags.map((tag) => (
        <RowLink key={tag} to={tagPath(repository, tag)}>
          {tag}
        </RowLink>
      ))}
    </Stack>
  );
}

function ImageActions({ of: { repository, digest }, tag }: Props) {
  const translate = useTranslate();
  const redirect = useRedirect();
  const mayDelete = useMayDelete(repository);
  const [isDeleting, setDeleting] = useState(false);
  const reference = tag ? `${repository}:${tag}` : `${repository}@${digest}`;
  const what = tag ? { tags: [tag], digests: [] } : { tags: [], digests: [digest] };
  return (
    <Stack direction="row" sx={{ gap: 1, flexWrap: 'wrap' }}>
      <Button component={LinkBase} to={comparePath(reference)} size="small" startIcon={<CompareIcon />}>
        {translate('image.compare_with')}
      </Button>
      {mayDelete && (
        <Button size="small" color="error" startIcon={<DeleteIcon />} onClick={() => setDeleting(true)}>
          {translate('app.action.delete')}
        </Button>
      )}
      {isDeleting && (
        <DeletionDialog
          request={{ repository, everything: false, ...what }}
          onClose={() => setDeleting(false)}
          onDone={() => redirect(repositoryPath(repository))}
        />
      )}
    </Stack>
  );
}
