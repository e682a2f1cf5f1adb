/** `PORT=8080` as name and value. */
export function nameAndValue(variable: string): [name: string, value: string] {
  const at = variable.indexOf('=');
  return at < 0 ? [variable, ''] : [variable.slice(0, at), variable.slice(at + 1)];
}

const SPECIAL = /[^\w@%+=:,./-]/;

/** Words as a shell would read them. */
export const commandLine = (words: string[]): string =>
  words.map((word) => (SPECIAL.test(word) ? `'${word.replaceAll("'", "'\\''")}'` : word)).join(' ');
