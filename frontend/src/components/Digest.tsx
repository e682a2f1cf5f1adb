import { Box } from '@mui/material';
import { useTranslate } from 'react-admin';
import { monospace } from '../layout/themes';
import { CopyButton } from './CopyButton';

const SHOWN = 12;

/** Enough of a digest to tell it from others; the whole of it is copied. */
export function Digest({ value }: { value: string }) {
  const translate = useTranslate();
  return (
    <Box component="span" sx={{ whiteSpace: 'nowrap' }}>
      <Box component="code" title={value} sx={{ fontFamily: monospace, fontSize: 13 }}>
        {shortDigest(value)}
      </Box>
      <CopyButton text={value} name={`${translate('tags.digest')} ${shortDigest(value)}`} />
    </Box>
  );
}

export const shortDigest = (digest: string): string => digest.replace(/^sha256:/, '').slice(0, SHOWN);
