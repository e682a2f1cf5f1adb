/** Whether this is an address as a whole, and not the beginning of one that is still being typed. */
export function isAddress(text: string): boolean {
  if (text.includes(':')) return URL.canParse(`http://[${text}]`);
  return /^(\d{1,3}\.){3}\d{1,3}$/.test(text) && URL.canParse(`http://${text}`);
}
