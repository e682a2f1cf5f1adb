import { Alert, AlertTitle, Button } from '@mui/material';
import { useTranslate } from 'react-admin';
import { ApiError } from '../api/problem';
import { useProblemText } from './useProblemText';

interface Props {
  problem: unknown;
  onRetry?: () => void;
}

/** What went wrong, and what to do. */
export function ProblemAlert({ problem, onRetry }: Props) {
  const translate = useTranslate();
  const problemText = useProblemText();
  const requestId = problem instanceof ApiError ? problem.requestId : '';
  const retry = onRetry && (
    <Button color="inherit" size="small" onClick={onRetry}>
      {translate('app.action.retry')}
    </Button>
  );
  return (
    <Alert severity="error" action={retry} sx={{ my: 2 }}>
      <AlertTitle>{translate('problem.title')}</AlertTitle>
      {problemText(problem)}
      {requestId && <small> {translate('problem.request_id', { id: requestId })}</small>}
    </Alert>
  );
}
