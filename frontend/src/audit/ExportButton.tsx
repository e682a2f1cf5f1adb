import DownloadIcon from '@mui/icons-material/FileDownloadOutlined';
import { IconButton, Tooltip } from '@mui/material';
import { useListContext, useTranslate } from 'react-admin';
import { urlOf } from '../providers/dataProvider';

/** Saves all that the list has with its filters: the server writes it while the browser reads. */
export function ExportButton() {
  const label = useTranslate()('audit.export');
  const { filterValues } = useListContext();
  return (
    <Tooltip title={label}>
      <IconButton component="a" href={urlOf('audit/export', filterValues)} download aria-label={label}>
        <DownloadIcon />
      </IconButton>
    </Tooltip>
  );
}
