import { setupServer } from 'msw/node';

/** Stands in for our server; each test tells it what to answer. */
export const server = setupServer();
