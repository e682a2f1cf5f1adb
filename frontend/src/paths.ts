/** The addresses of our own pages. Names of repositories hold slashes, so names travel as parameters. */
const page = (path: string, parameters: Record<string, string>): string =>
  `${path}?${new URLSearchParams(parameters)}`;

export const repositoryPath = (name: string): string => page('/repository', { name });

export const tagPath = (repository: string, tag: string): string => page('/image', { repository, tag });

export const digestPath = (repository: string, digest: string): string =>
  page('/image', { repository, digest });

export const comparePath = (first: string, second = ''): string => page('/compare', { first, second });

export const explainPath = (parameters: { user?: string; repository?: string }): string =>
  page('/explain', parameters as Record<string, string>);

export const userPath = (id: string): string => `/users/${encodeURIComponent(id)}/show`;

export const groupPath = (id: string): string => `/groups/${encodeURIComponent(id)}/show`;
