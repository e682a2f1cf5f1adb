import { type ChildProcess, spawn } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { freePort } from './ports';
import { until } from './wait';

export const ADMIN_PASSWORD = 'a password of the test';

const program = process.env.PROGRAM ?? resolve('../target/debug/registry-admin');

/** RegistryAdmin with a real registry beside it, each in a process, all they keep in a folder of its own. */
export class Server {
  private constructor(
    readonly url: string,
    readonly registry: string,
    private readonly folder: string,
    private readonly processes: ChildProcess[],
  ) {}

  static async start(adminPassword = ADMIN_PASSWORD): Promise<Server> {
    const folder = await mkdtemp(join(tmpdir(), 'registry-admin-e2e-'));
    const [port, registryPort] = [await freePort(), await freePort()];
    const url = `http://localhost:${port}`;
    const server = new Server(url, `localhost:${registryPort}`, folder, []);
    try {
      await server.startBoth(port, registryPort, adminPassword);
    } catch (error) {
      await server.stop();
      throw new Error(`${error}\n${await readFile(join(folder, 'log'), 'utf8').catch(() => '')}`);
    }
    return server;
  }

  async stop(): Promise<void> {
    await Promise.all(this.processes.map(ended));
    await rm(this.folder, { recursive: true, force: true });
  }

  private async startBoth(port: number, registryPort: number, adminPassword: string): Promise<void> {
    await mkdir(join(this.folder, 'registry'));
    this.run(
      program,
      [
        `--port=${port}`,
        `--registry.port=${registryPort}`,
        `--store.embed.path=${join(this.folder, 'data.db')}`,
        `--registry.certs.path=${join(this.folder, 'certs')}`,
      ],
      { RA_STORE_ADMIN_PASSWORD: adminPassword },
    );
    await until('the program is ready', async () => (await fetch(`${this.url}/readyz`)).ok);
    const config = join(this.folder, 'registry.yml');
    await writeFile(config, this.registryConfig(registryPort, adminPassword));
    this.run('docker-registry', ['serve', config], {});
    await until(
      'the registry answers',
      async () => (await fetch(`http://${this.registry}/v2/`)).status === 401,
    );
  }

  private registryConfig(port: number, adminPassword: string): string {
    return `version: 0.1
log: {level: error, accesslog: {disabled: true}}
storage:
  filesystem: {rootdirectory: ${join(this.folder, 'registry')}}
  delete: {enabled: true}
http: {addr: 'localhost:${port}', secret: none}
auth:
  token:
    realm: ${this.url}/api/v1/registry/auth
    service: container_registry
    issuer: registry_token_issuer
    rootcertbundle: ${join(this.folder, 'certs/registry_auth_ca.crt')}
notifications:
  events: {includereferences: true}
  endpoints:
    - name: registry-admin
      url: ${this.url}/api/v1/registry/events
      headers: {Authorization: [Basic ${Buffer.from(`admin:${adminPassword}`).toString('base64')}]}
      timeout: 5s
      threshold: 5
      backoff: 1s
      ignore: {mediatypes: [application/octet-stream]}
`;
  }

  private run(command: string, args: string[], env: NodeJS.ProcessEnv): void {
    const log = createWriteStream(join(this.folder, 'log'), { flags: 'a' });
    const child = spawn(command, args, {
      env: { ...process.env, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    child.stdout.pipe(log, { end: false });
    child.stderr.pipe(log, { end: false });
    // An orphan would keep its port and folder.
    const orphaned = () => child.kill('SIGKILL');
    process.once('exit', orphaned);
    child.once('exit', () => process.off('exit', orphaned));
    this.processes.push(child);
  }
}

function ended(child: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    if (child.exitCode !== null || child.signalCode !== null) resolve();
    child.once('exit', () => resolve());
    child.kill();
  });
}
