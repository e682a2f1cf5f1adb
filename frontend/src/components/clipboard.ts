/** The way that works on pages without TLS too, where there is no `navigator.clipboard`. */
function copyBySelection(text: string): boolean {
  const field = document.createElement('textarea');
  field.value = text;
  field.style.position = 'fixed';
  field.style.opacity = '0';
  // Inside an open dialog only what is in it can be focused.
  const place = document.activeElement?.closest('[role="dialog"]') ?? document.body;
  place.append(field);
  field.select();
  const copied = document.execCommand('copy');
  field.remove();
  return copied;
}

export async function copyText(text: string): Promise<void> {
  const focused = document.activeElement;
  if (navigator.clipboard) await navigator.clipboard.writeText(text);
  else copyBySelection(text);
  if (focused instanceof HTMLElement) focused.focus();
}
