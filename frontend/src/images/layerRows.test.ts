import { describe, expect, it } from 'vitest';
import { layerRows, readable } from './layerRows';

const layer = (name: string, size_bytes: number) => ({
  media_type: 'layer',
  digest: `sha256:${name}`,
  size_bytes,
});

describe('readable', () => {
  it.each([
    ['/bin/sh -c #(nop)  CMD ["sh"]', 'CMD ["sh"]'],
    ['/bin/sh -c apk add curl', 'RUN apk add curl'],
    ['RUN /bin/sh -c apk add curl # buildkit', 'RUN apk add curl'],
    ['COPY app /srv # buildkit', 'COPY app /srv'],
  ])('%s is %s', (command, shown) => expect(readable(command)).toBe(shown));
});

describe('layerRows', () => {
  it('joins steps with the layers they left', () => {
    const [base, app] = [layer('base', 400), layer('app', 100)];
    const rows = layerRows({
      layers: [base, app],
      history: [
        { created_by: 'ADD base', layer: base },
        { created_by: 'ENV A=1' },
        { created_by: 'COPY app', layer: app },
      ],
    });
    expect(rows.map(({ command, share }) => [command, share])).toEqual([
      ['ADD base', 1],
      ['ENV A=1', 0],
      ['COPY app', 0.25],
    ]);
  });

  it('shows layers alone where there is no history', () => {
    expect(layerRows({ layers: [layer('a', 1)], history: [] })).toHaveLength(1);
  });
});
