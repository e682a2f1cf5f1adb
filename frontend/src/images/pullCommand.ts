/** `host/team/app:v1` */
const byTag = (host: string, repository: string, tag: string): string => `${host}/${repository}:${tag}`;

/** `host/team/app@sha256:…` */
const byDigest = (host: string, repository: string, digest: string): string =>
  `${host}/${repository}@${digest}`;

export const pullByTag = (host: string, repository: string, tag: string): string =>
  `docker pull ${byTag(host, repository, tag)}`;

export const pullByDigest = (host: string, repository: string, digest: string): string =>
  `docker pull ${byDigest(host, repository, digest)}`;

/** What makes a first image appear in the registry. */
export const pushCommands = (host: string, login: string, repository = 'hello'): string =>
  [
    `docker login ${host} --username ${login}`,
    'docker pull hello-world',
    `docker tag hello-world ${byTag(host, repository, 'latest')}`,
    `docker push ${byTag(host, repository, 'latest')}`,
  ].join('\n');
