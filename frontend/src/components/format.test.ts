import { describe, expect, it } from 'vitest';
import { formatBytes, formatRelative } from './format';

describe('formatBytes', () => {
  it.each([
    [0, '0 bytes'],
    [999, '999 bytes'],
    [1234, '1.2 kB'],
    [56_789_000, '57 MB'],
    [7_800_000_000_000_000, '7,800 TB'],
  ])('%d is %s', (bytes, text) => expect(formatBytes(bytes, 'en')).toBe(text));

  it('speaks the language', () => expect(formatBytes(1_500_000, 'ru')).toBe('1,5 МБ'));
});

describe('formatRelative', () => {
  const now = new Date('2026-01-31T12:00:00Z');

  it.each([
    ['2026-01-31T11:59:40Z', 'now'],
    ['2026-01-31T11:55:00Z', '5 minutes ago'],
    ['2026-01-30T11:00:00Z', 'yesterday'],
    ['2026-02-14T12:00:00Z', 'in 2 weeks'],
  ])('%s is %s', (moment, text) => expect(formatRelative(new Date(moment), now, 'en')).toBe(text));
});
