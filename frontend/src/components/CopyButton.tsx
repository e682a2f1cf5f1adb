import CheckIcon from '@mui/icons-material/Check';
import CopyIcon from '@mui/icons-material/ContentCopy';
import { IconButton, Tooltip } from '@mui/material';
import { useEffect, useState } from 'react';
import { useTranslate } from 'react-admin';
import { copyText } from './clipboard';

const SHOWN_FOR = 2000;

/** Copies a text; `name` tells what it is. */
export function CopyButton({ text, name }: { text: string; name: string }) {
  const translate = useTranslate();
  const [isCopied, setCopied] = useState(false);
  useEffect(() => {
    if (!isCopied) return;
    const timer = setTimeout(() => setCopied(false), SHOWN_FOR);
    return () => clearTimeout(timer);
  }, [isCopied]);
  const label = translate('app.action.copy_named', { name });
  return (
    <>
      <Tooltip title={isCopied ? translate('app.action.copied') : label}>
        <IconButton
          size="small"
          aria-label={label}
          onClick={() => void copyText(text).then(() => setCopied(true))}
        >
          {isCopied ? <CheckIcon fontSize="inherit" /> : <CopyIcon fontSize="inherit" />}
        </IconButton>
      </Tooltip>
      <span role="status" style={visuallyHidden}>
        {isCopied && translate('app.action.copied')}
      </span>
    </>
  );
}

const visuallyHidden = {
  position: 'absolute',
  width: 1,
  height: 1,
  overflow: 'hidden',
  clipPath: 'inset(50%)',
  whiteSpace: 'nowrap',
} as const;
