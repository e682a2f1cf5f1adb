import { TablePagination } from '@mui/material';
import { useListPaginationContext, useTranslate } from 'react-admin';
import { usePhone } from '../components/usePhone';

/** Leads through the parts of a list. */
export function Pages() {
  const translate = useTranslate();
  const isPhone = usePhone();
  const { page, perPage, total, hasNextPage, hasPreviousPage, setPage, setPerPage } =
    useListPaginationContext();
  const isCounted = total !== undefined;
  if (isCounted ? total === 0 : !hasNextPage && !hasPreviousPage) return null;
  const last = isCounted ? Math.ceil(total / perPage) : page;
  return (
    <TablePagination
      component="div"
      count={total ?? -1}
      page={Math.min(page, last) - 1}
      rowsPerPage={perPage}
      rowsPerPageOptions={isPhone ? [] : [25, 50, 100]}
      onPageChange={(_, index) => setPage(index + 1)}
      onRowsPerPageChange={(event) => setPerPage(Number(event.target.value))}
      showFirstButton={!isPhone}
      showLastButton={!isPhone && isCounted}
      slotProps={isCounted ? {} : { actions: { nextButton: { disabled: !hasNextPage } } }}
      labelRowsPerPage={translate('ra.navigation.page_rows_per_page')}
      labelDisplayedRows={({ from, to, count }) =>
        isCounted
          ? translate('ra.navigation.page_range_info', { offsetBegin: from, offsetEnd: to, total: count })
          : `${from}–${to}`
      }
      getItemAriaLabel={(where) => translate(`ra.navigation.${where}`)}
    />
  );
}
