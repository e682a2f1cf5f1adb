import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import openapi, { astToString } from 'openapi-typescript';
import { expect, it } from 'vitest';

it('the types are those of the description; `make generate` brings them up to date', async () => {
  const description = pathToFileURL(resolve('../openapi.yaml'));
  const committed = readFileSync('src/api/schema.d.ts', 'utf8');
  expect(committed.endsWith(astToString(await openapi(description)))).toBe(true);
});
