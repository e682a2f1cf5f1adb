import { Box } from '@mui/material';
import { monospace } from '../layout/themes';
import { CopyButton } from './CopyButton';

interface Props {
  text: string;
  /** What it is, for the copy button and for who cannot see it. */
  name: string;
  maxHeight?: number;
}

/** A text to be copied, as it is. */
export function CodeBlock({ text, name, maxHeight }: Props) {
  return (
    <Box sx={{ position: 'relative', bgcolor: 'action.hover', borderRadius: 1, my: 1 }}>
      <Box
        component="pre"
        role="region"
        tabIndex={0}
        aria-label={name}
        sx={{
          m: 0,
          p: 1.5,
          pr: 6,
          overflow: 'auto',
          maxHeight,
          fontFamily: monospace,
          fontSize: 13,
          lineHeight: 1.5,
        }}
      >
        {text}
      </Box>
      <Box sx={{ position: 'absolute', top: 4, right: 4, bgcolor: 'background.paper', borderRadius: 1 }}>
        <CopyButton text={text} name={name} />
      </Box>
    </Box>
  );
}
