import { expect, it } from 'vitest';
import { commandLine, nameAndValue } from './environment';

it('splits a variable at the first sign', () => {
  expect(nameAndValue('OPTIONS=a=b')).toEqual(['OPTIONS', 'a=b']);
  expect(nameAndValue('EMPTY')).toEqual(['EMPTY', '']);
});

it('quotes what a shell would take apart', () => {
  expect(commandLine(['sh', '-c', "echo 'hi' $HOME"])).toBe("sh -c 'echo '\\''hi'\\'' $HOME'");
});
