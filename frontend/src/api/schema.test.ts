import { readFileSync } from 'node:fs';
import openapi, { astToString } from 'openapi-typescript';
import { expect, it } from 'vitest';

it('the types are those of the description; `make generate` brings them up to date', async () => {
  const description = readFileSync('../openapi.yaml', 'utf8');
  const committed = readFileSync('src/api/schema.d.ts', 'utf8');
  expect(committed.endsWith(astToString(await openapi(description)))).toBe(true);
});
