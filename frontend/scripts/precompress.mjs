// Replaces each asset of the build by its compressed forms: those are what the program embeds.
import { readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';

const assets = 'dist/assets';
const brotli = promisify(brotliCompress);
const gz = promisify(gzip);
const best = { params: { [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY } };

async function compress(file) {
  const content = await readFile(file);
  await Promise.all([
    brotli(content, best).then((small) => writeFile(`${file}.br`, small)),
    gz(content, { level: 9 }).then((small) => writeFile(`${file}.gz`, small)),
  ]);
  await rm(file);
}

const names = await readdir(assets);
await Promise.all(names.map((name) => compress(join(assets, name))));

// What belongs together is for `sizes.mjs`, not for the program.
await rename('dist/.vite/manifest.json', 'node_modules/.bundle.json');
await rm('dist/.vite', { recursive: true });
