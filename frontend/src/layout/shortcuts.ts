import { type RefObject, useEffect } from 'react';
import { useStore } from 'react-admin';

/** Whether single keys do something; whoever speaks to the browser may not want it (WCAG 2.1.4). */
export const useShortcutsSwitch = () => useStore('shortcuts', true);

const isTyping = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement &&
  (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName));

/** Makes the key `/` lead to a field. */
export function useSearchKey(field: RefObject<HTMLInputElement | null>): void {
  const [areOn] = useShortcutsSwitch();
  useEffect(() => {
    if (!areOn) return;
    const press = (event: KeyboardEvent) => {
      if (event.key !== '/' || event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target))
        return;
      event.preventDefault();
      field.current?.focus();
    };
    document.addEventListener('keydown', press);
    return () => document.removeEventListener('keydown', press);
  }, [areOn, field]);
}
