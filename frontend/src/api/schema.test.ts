import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import openapi, { astToString } from 'openapi-typescript';
import { expect, it } from 'vitest';

it('the types are those of the description; `make generate` brings them up to date', async () => {
  const description = new URL('../../../openapi.yaml', import.meta.url);
  const committed = readFileSync(fileURLToPath(new URL('./schema.d.ts', import.meta.url)), 'utf8');
  expect(committed.endsWith(astToString(await openapi(description)))).toBe(true);
});
