import { TablePagination } from '@mui/material';
import { useListPaginationContext, useTranslate } from 'react-admin';
import { usePhone } from '../components/usePhone';

/** Leads through the parts of a list. */
export function Pages() {
  const translate = useTranslate();
  const isPhone = usePhone();
  const { page, perPage, total, setPage, setPerPage } = useListPaginationContext();
  if (!total) return null;
  const last = Math.ceil(total / perPage);
  return (
    <TablePagination
      component="div"
      count={total}
      page={Math.min(page, last) - 1}
      rowsPerPage={perPage}
      rowsPerPageOptions={isPhone ? [] : [25, 50, 100]}
      onPageChange={(_, index) => setPage(index + 1)}
      onRowsPerPageChange={(event) => setPerPage(Number(event.target.value))}
      showFirstButton={!isPhone}
      showLastButton={!isPhone}
      labelRowsPerPage={translate('ra.navigation.page_rows_per_page')}
      labelDisplayedRows={({ from, to, count }) =>
        translate('ra.navigation.page_range_info', { offsetBegin: from, offsetEnd: to, total: count })
      }
      getItemAriaLabel={(where) => translate(`ra.navigation.${where}`)}
    />
  );
}
