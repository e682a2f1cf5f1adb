import raEnglish from 'ra-language-english';
import { en } from './en';
export const russian = { ...raEnglish, ...en };
