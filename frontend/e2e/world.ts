import { afterAll, beforeAll } from 'vitest';
import { Browser } from './browser';
import type { Account, ImageSpec } from './images';
import { ADMIN_PASSWORD, Server } from './server';

export const admin: Account = { login: 'admin', password: ADMIN_PASSWORD };

const base = { command: 'ADD rootfs.tar.gz / # buildkit', content: 'base '.repeat(9000) };

/** An image of a service; another version is another image. */
export const service = (version: string, more: Partial<ImageSpec> = {}): ImageSpec => ({
  steps: [
    base,
    { command: 'ENV PORT=8080' },
    {
      command: 'RUN /bin/sh -c apk add --no-cache ca-certificates # buildkit',
      content: 'certificates '.repeat(2000),
    },
    { command: 'COPY app /srv/app # buildkit', content: `app ${version} ${Math.random()}`.repeat(500) },
    { command: 'CMD ["/srv/app"]' },
  ],
  env: ['PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin', 'PORT=8080', `VERSION=${version}`],
  cmd: ['/srv/app', '--serve'],
  labels: { 'org.opencontainers.image.version': version, maintainer: 'team@example.org' },
  ...more,
});

/** A server and a browser for the tests of a file. */
export class World {
  server!: Server;
  browser!: Browser;

  static forThisFile(adminPassword?: string): World {
    const world = new World();
    beforeAll(async () => {
      [world.server, world.browser] = await Promise.all([Server.start(adminPassword), Browser.start()]);
    });
    afterAll(async () => {
      await world.browser?.stop();
      await world.server?.stop();
    });
    return world;
  }
}
