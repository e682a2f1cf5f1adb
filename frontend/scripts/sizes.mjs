// Fails if a first visit has to load more than it may.
import { readFile, stat } from 'node:fs/promises';

const limits = [
  { name: 'sign-in', entries: ['index.html'], kilobytes: 210 },
  {
    name: 'first list',
    entries: ['index.html', 'src/layout/Layout.tsx', 'src/repositories/RepositoryList.tsx'],
    kilobytes: 300,
  },
];

const manifest = JSON.parse(await readFile('node_modules/.bundle.json', 'utf8'));

function filesOf(entry, found = new Set()) {
  const chunk = manifest[entry];
  if (!chunk) throw new Error(`${entry} is not part of the build`);
  if (found.has(chunk.file)) return found;
  found.add(chunk.file);
  for (const next of chunk.imports ?? []) filesOf(next, found);
  return found;
}

for (const { name, entries, kilobytes } of limits) {
  const files = new Set(entries.flatMap((entry) => [...filesOf(entry)]));
  const sizes = await Promise.all([...files].map(async (file) => (await stat(`dist/${file}.br`)).size));
  const total = Math.round(sizes.reduce((sum, size) => sum + size, 0) / 1000);
  process.stdout.write(`${name}: ${total} kB of ${kilobytes} kB (brotli, ${files.size} files)\n`);
  if (total > kilobytes) process.exitCode = 1;
}
