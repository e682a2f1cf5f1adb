import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Locator, Page } from 'playwright-core';
import type { Account } from './images';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const rules = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

interface AxeResults {
  violations: { id: string; nodes: { html: string }[] }[];
}

/** Chromium notes each answer that is an error, also those that a test is about. */
const isExpected = (text: string): boolean =>
  /^Failed to load resource: the server responded with a status of 4\d\d/.test(text);

/** Somebody with a browser of their own, and all that the browser complains about. */
export class Visit {
  readonly complaints: string[] = [];

  private constructor(readonly page: Page) {
    page.setDefaultTimeout(15_000);
    page.on('console', (message) => {
      if (['error', 'warning'].includes(message.type()) && !isExpected(message.text())) {
        this.complaints.push(message.text());
      }
    });
    page.on('pageerror', (error) => this.complaints.push(String(error)));
    page.on('request', (request) => {
      const { origin } = new URL(request.url());
      if (
        request.url().startsWith('http') &&
        origin !== new URL(page.url()).origin &&
        page.url() !== 'about:blank'
      ) {
        this.complaints.push(`a request to ${request.url()}`);
      }
    });
  }

  static async begin(page: Page): Promise<Visit> {
    const visit = new Visit(page);
    await page.addInitScript(() => {
      document.addEventListener('securitypolicyviolation', (event) =>
        // biome-ignore lint/suspicious/noConsole: the console is where complaints are collected.
        console.error(`policy violated: ${event.violatedDirective} ${event.blockedURI}`),
      );
    });
    await page.goto('/');
    return visit;
  }

  async signIn({ login, password }: Account): Promise<void> {
    await this.page.locator('input[name=login]').fill(login);
    await this.page.locator('input[name=password]').fill(password);
    await this.page.locator('button[type=submit]').click();
    await this.page.locator('input[name=login]').waitFor({ state: 'detached' });
  }

  /** Goes to a page of ours by its address. */
  async open(path: string): Promise<void> {
    await this.page.goto(`/#${path}`);
    await this.page.reload();
    await this.settled();
  }

  /** Waits until what was asked for is shown. */
  async settled(): Promise<void> {
    await this.page.waitForFunction(() => {
      const content = document.querySelector<HTMLElement>('#main-content') ?? document.querySelector('main');
      const hasMenu = content?.id === 'main-content';
      const title = document.querySelector(hasMenu ? '#react-admin-title' : 'h1');
      const isShown = content?.innerText.trim() && title?.textContent?.trim();
      return (
        isShown &&
        !document.querySelector('[aria-busy=true], .MuiSkeleton-root, .app-loader, [role=progressbar]')
      );
    });
  }

  button(name: string | RegExp): Locator {
    return this.page.getByRole('button', { name });
  }

  link(name: string | RegExp): Locator {
    return this.page.getByRole('link', { name });
  }

  field(name: string | RegExp): Locator {
    return this.page.getByLabel(name);
  }

  /** An entry of the menu. */
  entry(name: string): Locator {
    return this.page.getByRole('menuitem', { name, exact: true });
  }

  text(text: string | RegExp): Locator {
    return this.page.getByText(text).first();
  }

  copied(): Promise<string> {
    return this.page.evaluate(() => navigator.clipboard.readText());
  }

  /**
   * What keeps somebody from using this page, by the rules of WCAG 2.2 A and AA and by what is good
   * practice. What opens over a page is outside of its landmarks.
   */
  async barriers({ isOver = false } = {}): Promise<string[]> {
    const session = await this.page.context().newCDPSession(this.page);
    await session.send('Runtime.evaluate', { expression: axe });
    const options = { runOnly: rules, rules: { region: { enabled: !isOver } } };
    const { result } = await session.send('Runtime.evaluate', {
      expression: `axe.run(document, ${JSON.stringify(options)}).then(JSON.stringify)`,
      awaitPromise: true,
    });
    await session.detach();
    const { violations }: AxeResults = JSON.parse(result.value);
    return violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html.slice(0, 200)}`));
  }

  /** Whether somebody would have to scroll sideways. */
  isTooWide(): Promise<boolean> {
    return this.page.evaluate(
      () => document.documentElement.scrollWidth > document.documentElement.clientWidth,
    );
  }

  async end(): Promise<void> {
    await this.page.context().close();
  }
}
