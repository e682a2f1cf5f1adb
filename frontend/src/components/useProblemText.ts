import { useTranslate } from 'react-admin';

/** Says what went wrong: in the language of the page if the kind is known, else in the server's words. */
export function useProblemText(): (problem: unknown) => string {
  const translate = useTranslate();
  return (problem) =>
    problem instanceof Error
      ? translate(problem.message, { _: problem.message })
      : translate('problem.title');
}
