import type { UseQueryResult } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { Loading } from './Loading';
import { ProblemAlert } from './ProblemAlert';

interface Props<T> {
  from: UseQueryResult<T>;
  lines?: number;
  children: (data: T) => ReactNode;
}

/** Shows what was asked for, or that it is on its way, or why it is not to be had. */
export function Loaded<T>({ from, lines, children }: Props<T>) {
  if (from.data !== undefined) return children(from.data);
  if (from.isError) return <ProblemAlert problem={from.error} onRetry={() => void from.refetch()} />;
  return <Loading {...(lines ? { lines } : {})} />;
}
