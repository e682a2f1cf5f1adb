import { localStorageStore } from 'react-admin';
import { firstLocale } from './i18n/i18nProvider';

/** What the interface remembers in this browser. */
export function browserStore() {
  const store = localStorageStore('1', 'RegistryAdmin');
  if (!store.getItem('locale')) store.setItem('locale', firstLocale);
  return store;
}
