import { Chip } from '@mui/material';
import { useTranslate } from 'react-admin';
import type { AuditRecord } from '../providers/records';

const colors: Record<string, 'warning' | 'error'> = { refused: 'warning', failed: 'error' };

/** How it ended, and how often where it was repeated. */
export function Outcome({ entry: { outcome, count } }: { entry: AuditRecord }) {
  const name = useTranslate()(`audit.outcome.${outcome}`);
  const text = count > 1 ? `${name} × ${count}` : name;
  const color = colors[outcome];
  return color ? <Chip size="small" variant="outlined" color={color} label={text} /> : text;
}
