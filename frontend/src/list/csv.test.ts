import { expect, it } from 'vitest';
import { csv } from './csv';

it('makes a table of records, whatever is in them', () => {
  const rows = [
    { name: 'team/app', size: 12, note: 'says "hello", twice' },
    { name: 'other', groups: ['a', 'b'], note: null },
  ];
  expect(csv(rows)).toBe(
    'name,size,note,groups\r\nteam/app,12,"says ""hello"", twice",\r\nother,,,"[""a"",""b""]"\r\n',
  );
});

it('lets no spreadsheet take a text for a formula', () => {
  expect(csv([{ text: '=HYPERLINK("http://elsewhere")', number: -1 }])).toBe(
    'text,number\r\n"\'=HYPERLINK(""http://elsewhere"")",-1\r\n',
  );
});
