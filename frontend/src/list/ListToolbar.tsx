import FilterIcon from '@mui/icons-material/FilterList';
import { Badge, Button, Collapse, Stack } from '@mui/material';
import { type ReactNode, useId, useState } from 'react';
import { useListContext, useTranslate } from 'react-admin';
import { CreateLink } from '../components/CreateLink';
import { CsvButton } from './CsvButton';
import { SearchField } from './SearchField';

/** What narrows a list, and what can be done with all of it. */
export function ListToolbar({
  filters,
  exporter = <CsvButton />,
}: {
  filters: ReactNode;
  exporter: ReactNode;
}) {
  const translate = useTranslate();
  const { filterValues, setFilters } = useListContext();
  const { q, ...others } = filterValues;
  const used = Object.keys(others).length;
  const [isOpen, setOpen] = useState(used > 0);
  const fields = useId();
  return (
    <Stack sx={{ py: 2, gap: isOpen ? 2 : 0 }}>
      <Stack direction="row" sx={{ gap: 1, flexWrap: 'wrap', alignItems: 'center' }}>
        <SearchField />
        {filters && (
          <Button
            startIcon={
              <Badge badgeContent={used} color="primary">
                <FilterIcon />
              </Badge>
            }
            aria-expanded={isOpen}
            aria-controls={fields}
            onClick={() => setOpen(!isOpen)}
          >
            {translate('list.filters')}
          </Button>
        )}
        {used > 0 && (
          <Button onClick={() => setFilters(q ? { q } : {})}>
            {translate('ra.navigation.clear_filters')}
          </Button>
        )}
        <Stack direction="row" sx={{ gap: 1, ml: 'auto' }}>
          {exporter}
          <CreateLink />
        </Stack>
      </Stack>
      {filters && (
        <Collapse in={isOpen} id={fields} unmountOnExit>
          <Stack direction="row" sx={{ gap: 2, flexWrap: 'wrap', pt: 1, '& > *': { minWidth: 200 } }}>
            {filters}
          </Stack>
        </Collapse>
      )}
    </Stack>
  );
}
