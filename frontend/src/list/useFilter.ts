import { useListContext, useResourceContext, useTranslate } from 'react-admin';

/** One of the filters of the list around: its value, how to set it, and what it is called. */
export function useFilter(source: string, label = source) {
  const translate = useTranslate();
  const resource = useResourceContext();
  const { filterValues, setFilters } = useListContext();
  return {
    value: filterValues[source] as string | boolean | undefined,
    set: (value: string | boolean | undefined, isTyped = false) =>
      setFilters({ ...filterValues, [source]: value }, undefined, isTyped),
    label: translate(`resources.${resource}.fields.${label}`),
  };
}
