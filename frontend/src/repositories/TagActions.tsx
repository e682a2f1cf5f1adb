import MoreIcon from '@mui/icons-material/MoreVert';
import { Box, IconButton, Menu, MenuItem } from '@mui/material';
import { useState } from 'react';
import { useNotify, useTranslate } from 'react-admin';
import type { Schemas } from '../api/client';
import { CopyButton } from '../components/CopyButton';
import { copyText } from '../components/clipboard';
import { DeletionDialog } from '../deletion/DeletionDialog';
import { pullByDigest, pullByTag } from '../images/pullCommand';
import { useRegistryHost } from '../providers/queries';

interface Props {
  of: Schemas['Tag'];
  mayDelete: boolean;
}

/** What can be done with one tag. */
export function TagActions({ of: { repository, name, digest }, mayDelete }: Props) {
  const translate = useTranslate();
  const notify = useNotify();
  const host = useRegistryHost();
  const [menu, setMenu] = useState<HTMLElement | null>(null);
  const [isDeleting, setDeleting] = useState(false);
  const copy = async (text: string) => {
    setMenu(null);
    await copyText(text);
    notify('app.action.copied');
  };
  const command = pullByTag(host, repository, name);
  const label = `${translate('ra.action.open_menu')}: ${name}`;
  return (
    <Box sx={{ whiteSpace: 'nowrap' }}>
      <CopyButton text={command} name={command} />
      <IconButton
        size="small"
        aria-label={label}
        aria-haspopup="menu"
        onClick={(event) => setMenu(event.currentTarget)}
      >
        <MoreIcon fontSize="inherit" />
      </IconButton>
      <Menu anchorEl={menu} open={menu !== null} onClose={() => setMenu(null)}>
        <MenuItem onClick={() => void copy(command)}>{translate('tags.pull_by_tag')}</MenuItem>
        <MenuItem onClick={() => void copy(pullByDigest(host, repository, digest))}>
          {translate('tags.pull_by_digest')}
        </MenuItem>
        <MenuItem onClick={() => void copy(digest)}>{translate('tags.digest')}</MenuItem>
        {mayDelete && (
          <MenuItem
            onClick={() => {
              setMenu(null);
              setDeleting(true);
            }}
          >
            {translate('app.action.delete')}
          </MenuItem>
        )}
      </Menu>
      {isDeleting && (
        <DeletionDialog
          request={{ repository, tags: [name], digests: [], everything: false }}
          onClose={() => setDeleting(false)}
        />
      )}
    </Box>
  );
}
