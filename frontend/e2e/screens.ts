/** Every screen, by a name and its address. */
export const screens = [
  ['dashboard', '/'],
  ['repositories', '/repositories'],
  ['repository', '/repository?name=team%2Fweb'],
  ['repository-access', '/repository?name=team%2Fweb&tab=access'],
  ['image', '/image?repository=team%2Fweb&tag=v1.5.0'],
  ['index', '/image?repository=team%2Fapi&tag=v2'],
  ['compare', '/compare?first=team%2Fweb%3Av1.4.0&second=team%2Fweb%3Av1.5.0'],
  ['access', '/access'],
  ['rule', '/access/create'],
  ['explain', '/explain?user=alice&repository=team%2Fweb'],
  ['users', '/users'],
  ['user', '/users/create'],
  ['groups', '/groups'],
  ['sync', '/sync'],
  ['setup', '/setup'],
  ['profile', '/profile'],
] as const;
