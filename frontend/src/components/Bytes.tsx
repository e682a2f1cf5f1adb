import { useLocaleState, useTranslate } from 'react-admin';
import { formatBytes } from './format';

/** A size, exact on hovering. */
export function Bytes({ value }: { value: number }) {
  const translate = useTranslate();
  const [locale] = useLocaleState();
  const exact = translate('app.unit.bytes_exact', { count: value.toLocaleString(locale) });
  return (
    <span title={exact} style={{ whiteSpace: 'nowrap' }}>
      {formatBytes(value, locale)}
    </span>
  );
}
