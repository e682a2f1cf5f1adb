type Row = Record<string, unknown>;

/** What a spreadsheet would take for a formula. */
const LOOKS_LIKE_A_FORMULA = /^[=+\-@\t\r]/;

function cell(value: unknown): string {
  if (value === null || value === undefined) return '';
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  const harmless = LOOKS_LIKE_A_FORMULA.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}

/** Records as a table (RFC 4180), with the names of their fields as its head. */
export function csv(rows: Row[]): string {
  const fields = [...new Set(rows.flatMap(Object.keys))];
  const lines = [fields, ...rows.map((row) => fields.map((field) => row[field]))];
  return lines.map((line) => `${line.map(cell).join(',')}\r\n`).join('');
}
