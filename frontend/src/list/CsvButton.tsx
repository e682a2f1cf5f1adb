import DownloadIcon from '@mui/icons-material/FileDownloadOutlined';
import { IconButton, Tooltip } from '@mui/material';
import { useState } from 'react';
import { useDataProvider, useListContext, useNotify, useTranslate } from 'react-admin';
import { useProblemText } from '../components/useProblemText';
import { csv } from './csv';
import { saveFile } from './saveFile';

/** The most the API gives at once. */
const PART = 1000;

/** Saves all that the list has with its filters, in its order, as a table. */
export function CsvButton() {
  const translate = useTranslate();
  const notify = useNotify();
  const problemText = useProblemText();
  const dataProvider = useDataProvider();
  const { resource, sort, filter, filterValues, total } = useListContext();
  const [isBusy, setBusy] = useState(false);
  const label = translate('list.csv');

  async function save() {
    setBusy(true);
    try {
      const rows = [];
      for (let page = 1; (page - 1) * PART < (total ?? 0); page += 1) {
        const pagination = { page, perPage: PART };
        const part = await dataProvider.getList(resource, {
          pagination,
          sort,
          filter: { ...filterValues, ...filter },
        });
        rows.push(...part.data);
      }
      saveFile(`${resource}.csv`, 'text/csv', csv(rows));
    } catch (problem) {
      notify(problemText(problem), { type: 'error' });
    } finally {
      setBusy(false);
    }
  }

  return (
    <Tooltip title={label}>
      <span>
        <IconButton aria-label={label} loading={isBusy} disabled={!total} onClick={() => void save()}>
          <DownloadIcon />
        </IconButton>
      </span>
    </Tooltip>
  );
}
