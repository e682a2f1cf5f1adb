import { Alert, Button, Dialog, DialogActions, DialogContent, DialogTitle, TextField } from '@mui/material';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useNotify, useTranslate } from 'react-admin';
import type { Schemas } from '../api/client';
import { ApiError } from '../api/problem';
import { Loaded } from '../components/Loaded';
import { ProblemAlert } from '../components/ProblemAlert';
import { type DeletionRequest, useRegistry } from '../providers/registryCalls';
import { Consequences } from './Consequences';
import { Failures } from './Failures';

interface Props {
  request: DeletionRequest;
  onClose: () => void;
  /** When everything has gone. */
  onDone?: () => void;
}

/** Asks before something is deleted, telling all that goes with it, and does exactly that. */
export function DeletionDialog({ request, onClose, onDone }: Props) {
  const translate = useTranslate();
  const notify = useNotify();
  const registry = useRegistry();
  const client = useQueryClient();
  const [typed, setTyped] = useState('');
  const [isBusy, setBusy] = useState(false);
  const [problem, setProblem] = useState<unknown>();
  const [result, setResult] = useState<Schemas['Deletion']>();
  const preview = useQuery({
    queryKey: ['deletion', request],
    queryFn: () => registry.deletion(request),
    retry: false,
    staleTime: 0,
    gcTime: 0,
    refetchOnWindowFocus: false,
  });
  const isStale = problem instanceof ApiError && problem.status === 412;
  const isConfirmed = !request.everything || typed === request.repository;
  const plan = preview.data;
  const failures = result?.outcomes.filter((outcome) => !outcome.deleted) ?? [];

  async function confirm(plan: string) {
    setBusy(true);
    setProblem(undefined);
    try {
      const done = await registry.deletion({ ...request, plan });
      await client.invalidateQueries();
      if (done.outcomes.every((outcome) => outcome.deleted)) {
        notify('deletion.done', { type: 'success' });
        onClose();
        onDone?.();
      } else {
        setResult(done);
      }
    } catch (error) {
      setProblem(error);
      await preview.refetch();
    } finally {
      setBusy(false);
    }
  }

  return (
    <Dialog open onClose={onClose} fullWidth maxWidth="sm" aria-labelledby="deletion-title">
      <DialogTitle id="deletion-title">{titleOf(request, translate)}</DialogTitle>
      <DialogContent>
        {isStale && <Alert severity="warning">{translate('deletion.stale')}</Alert>}
        {problem !== undefined && !isStale && <ProblemAlert problem={problem} />}
        {result ? (
          <Failures of={failures} />
        ) : (
          <Loaded from={preview}>{(deletion) => <Consequences of={deletion} />}</Loaded>
        )}
        {request.everything && !result && (
          <TextField
            fullWidth
            sx={{ mt: 2 }}
            label={translate('deletion.type_name')}
            value={typed}
            onChange={(event) => setTyped(event.target.value)}
            autoComplete="off"
          />
        )}
      </DialogContent>
      <DialogActions>
        <Button onClick={onClose}>{translate(result ? 'app.action.close' : 'app.action.cancel')}</Button>
        {plan && !result && !isEmpty(plan) && (
          <Button
            color="error"
            variant="contained"
            loading={isBusy}
            disabled={!isConfirmed}
            onClick={() => void confirm(plan.plan)}
          >
            {confirmationOf(plan, translate)}
          </Button>
        )}
      </DialogActions>
    </Dialog>
  );
}

type Translate = ReturnType<typeof useTranslate>;

const isEmpty = (plan: Schemas['Deletion']): boolean => plan.untagged.length + plan.manifests.length === 0;

function titleOf({ repository, tags = [], everything }: DeletionRequest, translate: Translate): string {
  if (everything) return translate('deletion.title_repository', { repository });
  if (tags.length === 0) return translate('deletion.title_digest', { repository });
  return translate('deletion.title_tags', { repository, smart_count: tags.length });
}

function confirmationOf({ untagged, tags, manifests }: Schemas['Deletion'], translate: Translate): string {
  const named = untagged.length + tags.length;
  return named > 0
    ? translate('deletion.confirm_tags', { smart_count: named })
    : translate('deletion.confirm_manifests', { smart_count: manifests.length });
}
