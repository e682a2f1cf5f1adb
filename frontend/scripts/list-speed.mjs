// How long somebody waits for a list of 100 rows, in a real browser against a running server.
// Prints one JSON object: for each way to get there, the milliseconds of each round.
import { chromium } from 'playwright-core';

const [url] = process.argv.slice(2);
const { LOGIN: login, PASSWORD: password } = process.env;
if (!url || !login || !password) throw new Error('usage: LOGIN=… PASSWORD=… node list-speed.mjs <address>');

const ROWS = 100;
const ROUNDS = 5;
const list = `${url}/#/repositories?perPage=${ROWS}&page=1&sort=name&order=ASC&filter=%7B%7D`;

/** Until all rows are there and the page has nothing more to do: the milliseconds since `begin`. */
const untilInteractive = (page, begin) =>
  page.evaluate(
    ([rows, begin]) =>
      new Promise((resolve) => {
        const look = () => {
          const links = document.querySelectorAll('#main-content tbody tr a');
          if (links.length < rows) requestAnimationFrame(look);
          else requestIdleCallback(() => resolve(performance.now() - begin));
        };
        look();
      }),
    [ROWS, begin],
  );

async function round(browser) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 } });
  const { ok, status } = await context.request
    .post(`${url}/auth/login`, { data: { login, password } })
    .then((response) => ({ ok: response.ok(), status: response.status() }));
  if (!ok) throw new Error(`cannot sign in: ${status}`);
  const page = await context.newPage();
  const figures = {};
  for (const visit of ['first visit', 'later visit']) {
    await page.goto(list, { waitUntil: 'commit' });
    figures[visit] = await untilInteractive(page, 0);
    await page.goto('about:blank');
  }
  await page.goto(`${url}/#/`);
  const entry = page.locator('a[href="#/repositories"]').first();
  await entry.waitFor();
  const begin = await page.evaluate(() => performance.now());
  await entry.click();
  figures['from another page'] = await untilInteractive(page, begin);
  await context.close();
  return figures;
}

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking'],
});
try {
  const figures = {};
  for (let count = 0; count < ROUNDS; count += 1) {
    for (const [name, value] of Object.entries(await round(browser))) {
      figures[name] ??= [];
      figures[name].push(value);
    }
  }
  process.stdout.write(`${JSON.stringify(figures)}\n`);
} finally {
  await browser.close();
}
