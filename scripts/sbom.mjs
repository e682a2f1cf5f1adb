// The bill of materials of the program, as CycloneDX: `node scripts/sbom.mjs > registry-admin.cdx.json`.
// What it says is what Cargo.lock pins, as far as it becomes a part of the program on any platform.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

const root = new URL('..', import.meta.url).pathname;
const options = { cwd: root, encoding: 'utf8', maxBuffer: 1 << 28 };
const arguments_ = ['metadata', '--format-version=1', '--locked', '--features=app/vendored-openssl'];
const { packages, resolve } = JSON.parse(execFileSync('cargo', arguments_, options));

const byId = (list) => new Map(list.map((item) => [item.id, item]));
const [packageOf, nodeOf] = [byId(packages), byId(resolve.nodes)];
const program = packages.find(({ name, source }) => name === 'app' && source === null);

/** What a package is built into, without what only builds or tests it. */
const parts = (id) =>
  nodeOf.get(id).deps.filter(({ dep_kinds }) => dep_kinds.some(({ kind }) => kind === null)).map(({ pkg }) => pkg);

const found = new Set();
const visit = (id) => {
  if (found.has(id)) return;
  found.add(id);
  parts(id).forEach(visit);
};
visit(program.id);

/** The SHA-256 of each package as crates.io gives it. */
const checksums = new Map(
  readFileSync(`${root}Cargo.lock`, 'utf8')
    .split('[[package]]')
    .map((entry) => ['name', 'version', 'checksum'].map((key) => new RegExp(`^${key} = "(.*)"$`, 'm').exec(entry)?.[1]))
    .map(([name, version, checksum]) => [`${name} ${version}`, checksum]),
);

const purl = ({ name, version }) => `pkg:cargo/${name}@${version}`;

function component(crate) {
  const { name, version, license, description, repository } = crate;
  const checksum = checksums.get(`${name} ${version}`);
  return {
    type: 'library',
    'bom-ref': purl(crate),
    name,
    version,
    purl: purl(crate),
    ...(description && { description: description.trim() }),
    ...(license && { licenses: [{ expression: license.replaceAll(/\s*\/\s*/g, ' OR ') }] }),
    ...(checksum && { hashes: [{ alg: 'SHA-256', content: checksum }] }),
    ...(repository && { externalReferences: [{ type: 'vcs', url: repository }] }),
  };
}

const crates = [...found].map((id) => packageOf.get(id));
crates.sort((one, other) => purl(one).localeCompare(purl(other)));
const bom = {
  bomFormat: 'CycloneDX',
  specVersion: '1.6',
  version: 1,
  metadata: { component: { ...component(program), type: 'application', name: 'registry-admin' } },
  components: crates.filter((crate) => crate !== program).map(component),
  dependencies: crates.map((crate) => ({
    ref: purl(crate),
    dependsOn: [...new Set(parts(crate.id).map((id) => purl(packageOf.get(id))))].sort(),
  })),
};
process.stdout.write(`${JSON.stringify(bom, null, 2)}\n`);
