import { useLocaleState, useTranslate } from 'react-admin';
import { formatRelative } from './format';

/** A moment, exact on hovering. */
export function When({ at }: { at: string | null | undefined }) {
  const translate = useTranslate();
  const [locale] = useLocaleState();
  if (!at) return <span>{translate('app.never')}</span>;
  const moment = new Date(at);
  return (
    <time dateTime={at} title={moment.toLocaleString(locale)} style={{ whiteSpace: 'nowrap' }}>
      {formatRelative(moment, new Date(), locale)}
    </time>
  );
}
