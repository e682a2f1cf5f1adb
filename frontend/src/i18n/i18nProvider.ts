import polyglotI18nProvider from 'ra-i18n-polyglot';
import raEnglish from 'ra-language-english';
import { resolveBrowserLocale, type TranslationMessages } from 'react-admin';
import { en } from './en';

const english: TranslationMessages = { ...raEnglish, ...en };

const languages: Record<string, () => Promise<TranslationMessages>> = {
  ru: async () => (await import('./ru')).russian,
  zh: async () => (await import('./zh')).chinese,
};

const locales = [
  { locale: 'en', name: 'English' },
  { locale: 'ru', name: 'Русский' },
  { locale: 'zh', name: '中文' },
];

const browserLocale = resolveBrowserLocale('en');

/** The language of the browser, if we have it. Whatever is chosen by hand is kept in the store. */
export const firstLocale = locales.some(({ locale }) => locale === browserLocale) ? browserLocale : 'en';

export const i18nProvider = polyglotI18nProvider((locale) => languages[locale]?.() ?? english, 'en', locales);
