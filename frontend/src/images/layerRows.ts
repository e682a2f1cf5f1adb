import type { Schemas } from '../api/client';

/** A step in the making of an image, with the share of its layer in the whole. */
export interface LayerRow {
  key: string;
  command: string;
  comment?: string | null | undefined;
  layer?: Schemas['Descriptor'] | undefined;
  /** Between 0 and 1, of the largest layer. */
  share: number;
}

const SHELL = /^(RUN )?\/bin\/sh -c (#\(nop\)\s*)?/;

/** `RUN apk add …` instead of what the builder wrote. */
export const readable = (command: string): string =>
  command
    .replace(SHELL, (_, run: string | undefined, nop: string | undefined) => (run || !nop ? 'RUN ' : ''))
    .replace(/ # buildkit$/, '')
    .trim();

/** The steps with their layers; layers alone where no history was recorded. */
export function layerRows({ history, layers }: Pick<Schemas['Manifest'], 'history' | 'layers'>): LayerRow[] {
  const largest = Math.max(1, ...layers.map((layer) => layer.size_bytes));
  const share = (layer?: Schemas['Descriptor']) => (layer ? layer.size_bytes / largest : 0);
  if (history.length === 0) {
    return layers.map((layer) => ({ key: layer.digest, command: '', layer, share: share(layer) }));
  }
  return history.map(({ created_by, comment, layer }, place) => ({
    key: `${place} ${layer?.digest ?? ''}`,
    command: readable(created_by),
    comment,
    layer: layer ?? undefined,
    share: share(layer ?? undefined),
  }));
}
