import { HttpError } from 'react-admin';
import { en } from '../i18n/en';
import type { components } from './schema';

type Problem = components['schemas']['Problem'];

/** Turns `/subject/id` into `subject.id`; a place in a list is the list's. */
function fieldOf(pointer: string): string {
  return pointer
    .split('/')
    .filter((part) => part !== '' && !/^\d+$/.test(part))
    .join('.');
}

/** The kinds of problems that have a text in each language; of others the server's words are shown. */
const messageOf = ({ code, detail }: Pick<Problem, 'code' | 'detail'>): string =>
  code in en.problem ? `problem.${code}` : detail;

/**
 * What the server says is wrong. The message is a key or a text, both of which react-admin shows;
 * `body.errors` is what it shows beside the fields.
 */
export class ApiError extends HttpError {
  readonly code: string;
  readonly requestId: string;

  constructor(problem: Pick<Problem, 'title' | 'status' | 'code' | 'detail' | 'request_id' | 'errors'>) {
    const errors = problem.errors.map(({ pointer, detail }) => [fieldOf(pointer), detail]);
    super(messageOf(problem), problem.status, { errors: Object.fromEntries(errors) });
    // Its constructor makes whatever is built by it a mere HttpError.
    Object.setPrototypeOf(this, ApiError.prototype);
    this.name = 'ApiError';
    this.code = problem.code;
    this.requestId = problem.request_id;
  }
}

const isProblem = (body: unknown): body is Problem =>
  typeof body === 'object' && body !== null && 'code' in body && 'errors' in body;

/** Reads an answer that is no success. Something between us and the server may not speak our language. */
export async function errorOf(response: Response): Promise<ApiError> {
  const body: unknown = await response.json().catch(() => null);
  if (isProblem(body)) return new ApiError(body);
  const title = response.statusText || `HTTP ${response.status}`;
  return new ApiError({
    title,
    status: response.status,
    code: 'unreadable',
    detail: title,
    request_id: response.headers.get('x-request-id') ?? '',
    errors: [],
  });
}

/** A request that got no answer. */
export const offline = (): ApiError =>
  new ApiError({
    title: 'offline',
    status: 0,
    code: 'offline',
    detail: 'offline',
    request_id: '',
    errors: [],
  });
